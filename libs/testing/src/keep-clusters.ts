import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLUSTERS_FOLDER } from './clusters-folder.js';

/** Once around a whole run of tests: what they keep of migrated databases lies in one folder, and goes with the run. */
export default async function keepClusters(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'openprepay-clusters-'));
  process.env[CLUSTERS_FOLDER] = folder;
  return () => rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
