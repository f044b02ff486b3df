#!/usr/bin/env node
// Writes docs/contracts from what is built; `--check` only says what differs. `npm run generate [-- --check]`
import path from 'node:path';
import { prepare, root } from '../../standalone/bin/prepare.mjs';

try {
  await prepare();
  const { generate } = await import(path.join(root, 'tools/generate/dist/generate.js'));
  process.exitCode = await generate({ root, args: process.argv.slice(2), write: (line) => process.stdout.write(`${line}\n`) });
} catch (error) {
  process.stderr.write(`\ngenerate: ${error.message}\n`);
  process.exitCode = 1;
}
