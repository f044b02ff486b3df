// The Node that comes with the dependencies: Linux has one, and it runs what is sold with on a third less processor than Node 20.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * @param root of the repository, or of anything that has `node_modules`
 * @param version of the Node that asks
 * @returns the program that Node processes are started with: the project's own where it is there and newer, else the one that asks
 */
export function newestNode(root, version = process.versions.node) {
  const folder = path.join(root, 'node_modules', `node-${process.platform}-${process.arch}`);
  const program = path.join(folder, 'bin/node');
  if (!existsSync(program)) return process.execPath;
  const own = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')).version;
  return isNewer(own, version) && runs(program) ? program : process.execPath;
}

/** It is made for glibc: where there is another library it is there and cannot run. */
const runs = (program) => spawnSync(program, ['--version']).status === 0;

const isNewer = (one, other) => one.localeCompare(other, 'en', { numeric: true }) > 0;
