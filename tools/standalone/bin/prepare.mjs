// Makes a fresh clone ready to run: dependencies that are missing, builds that are out of date. Needs nothing but Node and npm.
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { newestNode } from './own-node.mjs';
import { requireDisk, requireNode, requireSystem } from './requirements.mjs';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

/** Installs and builds what is missing; throws an Error in words for the person at the terminal. */
export async function prepare() {
  requireSystem();
  requireNode();
  await requireDisk(process.env.OPENPREPAY_DATA_DIR ?? root);
  if (!(await dependenciesInstalled())) {
    process.stdout.write('installing dependencies (npm ci) …\n');
    await run('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error']);
  }
  // Whoever starts a Node from here on names this one: a first start is no slower than the next, which npm runs on it anyway.
  process.execPath = newestNode(root);
  process.stdout.write('building what changed …\n');
  await run(
    process.execPath,
    [path.join(root, 'node_modules/nx/dist/bin/nx.js'), 'run-many', '-t', 'build', 'bundle', '--output-style=static'],
    {
      quiet: true,
      env: { NX_DAEMON: 'false', NX_TUI: 'false' },
    },
  );
}

/** True where every package of the lock file is installed in its version. */
async function dependenciesInstalled() {
  const [wanted, installed] = await Promise.all([
    readJson(path.join(root, 'package-lock.json')),
    readJson(path.join(root, 'node_modules/.package-lock.json')),
  ]);
  if (!wanted || !installed) return false;
  return Object.entries(wanted.packages).every(
    ([where, { version, optional, link }]) =>
      where === '' || link || optional || !where.startsWith('node_modules/') || installed.packages[where]?.version === version,
  );
}

const readJson = (file) => readFile(file, 'utf8').then(JSON.parse, () => undefined);

/** Runs a command to its end; a quiet one speaks only when it fails. */
function run(command, args, { quiet = false, env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
      env: { ...process.env, ...env },
    });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${path.basename(command)} ${args.join(' ')} failed (${code})\n${output}`)),
    );
  });
}

/** Prepares, then runs a built program of this folder in this process. `first` is asked before anything is installed. */
export async function prepareAndRun(program, first = () => undefined) {
  try {
    await first();
    await prepare();
  } catch (error) {
    process.stderr.write(`\nopenprepay: ${error.message}\n`);
    process.exit(1);
  }
  process.env.OPENPREPAY_ROOT = root;
  await import(new URL(`../dist/${program}`, import.meta.url).href);
}
