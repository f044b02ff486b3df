#!/usr/bin/env node
import { builtModule } from './ensure-built.mjs';

const { runCli } = await import(builtModule('cli/cli.js'));

// A reader that has seen enough, such as `head`, is no error.
process.stdout.on('error', (error) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
process.exitCode = await runCli(process.argv.slice(2), { input: process.stdin, output: process.stdout, errors: process.stderr });
