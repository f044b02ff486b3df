import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const source = join(root, 'src');

/**
 * The URL of a built module. In the repository what changed is built first; a published package comes built
 * and without sources.
 */
export function builtModule(name) {
  if (existsSync(source) && isStale()) build();
  return pathToFileURL(join(root, 'dist', name)).href;
}

/** Whether a source file is missing from the build, or newer than what was built from it. */
function isStale() {
  return readdirSync(source, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .some((file) => {
      const target = statSync(join(root, 'dist', relative(source, file).replace(/\.ts$/, '.js')), { throwIfNoEntry: false });
      return target === undefined || target.mtimeMs < statSync(file).mtimeMs;
    });
}

function build() {
  const swc = createRequire(import.meta.url).resolve('@swc/cli/bin/swc.js');
  const args = [swc, 'src', '--out-dir', 'dist', '--strip-leading-paths', '--config-file', '../../.swcrc', '--quiet'];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) process.exit(status ?? 1);
}
