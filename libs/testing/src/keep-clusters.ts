import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLUSTERS_FOLDER } from './clusters-folder.js';

/** Before a whole run of tests: what they keep of migrated databases lies in one folder, which goes with the run. */
export async function setup(): Promise<void> {
  process.env[CLUSTERS_FOLDER] = await mkdtemp(join(tmpdir(), 'openprepay-clusters-'));
}

export async function teardown(): Promise<void> {
  const folder = process.env[CLUSTERS_FOLDER];
  if (folder !== undefined) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
