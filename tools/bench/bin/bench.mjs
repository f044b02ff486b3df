#!/usr/bin/env node
// Our figures beside the ceilings of the parts, in one run: `npm run bench [-- what…] [--seconds 10]`, see ../README.md
import path from 'node:path';
import { prepare, root } from '../../standalone/bin/prepare.mjs';

try {
  await prepare();
  const { bench } = await import(path.join(root, 'tools/bench/dist/bench.js'));
  process.exitCode = await bench({ root, args: process.argv.slice(2), write: (line) => process.stdout.write(`${line}\n`) });
} catch (error) {
  process.stderr.write(`\nbench: ${error.stack ?? error}\n`);
  process.exitCode = 1;
}
