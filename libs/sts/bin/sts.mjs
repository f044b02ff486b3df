#!/usr/bin/env node
// The command line. In the repository it first builds what changed; a published package comes built.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const built = join(root, 'dist', 'cli.js');

/** Whether a source file is missing from the build, or newer than what was built from it. */
function isStale(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .some((file) => {
      const target = statSync(join(root, 'dist', relative(folder, file).replace(/\.ts$/, '.js')), { throwIfNoEntry: false });
      return target === undefined || target.mtimeMs < statSync(file).mtimeMs;
    });
}

const source = join(root, 'src');
if (existsSync(source) && isStale(source)) {
  const swc = createRequire(import.meta.url).resolve('@swc/cli/bin/swc.js');
  const args = ['src', '--out-dir', 'dist', '--strip-leading-paths', '--config-file', '../../.swcrc', '--quiet'];
  const build = spawnSync(process.execPath, [swc, ...args], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  if (build.status !== 0) process.exit(build.status ?? 1);
}

const { runCli } = await import(pathToFileURL(built).href);
process.stdout.on('error', (error) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
process.exitCode = await runCli(process.argv.slice(2), { input: process.stdin, output: process.stdout, errors: process.stderr });
