import { execFile } from 'node:child_process';
import { mkdtemp, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { makeDatabases, type StackOptions } from '@openprepay/standalone/stack';
import { CLUSTERS_FOLDER } from '@openprepay/testing/clusters-folder';

const run = promisify(execFile);

/** Fills a new data folder with the secrets and migrated databases that one platform of this run of tests has made. */
export async function keptDatabases({ config, root, progress }: Omit<StackOptions, 'onFatal'>): Promise<void> {
  const clusters = process.env[CLUSTERS_FOLDER];
  if (clusters === undefined) return;
  const kept = path.join(clusters, 'platform');
  if (!(await stat(kept).catch(() => undefined))) {
    const draft = await mkdtemp(`${kept}-`);
    const onFatal = (error: Error): void => void process.stderr.write(`${error.message}\n`);
    await makeDatabases({ config: { ...config, OPENPREPAY_DATA_DIR: draft }, root, progress, onFatal });
    // Two who make it at once are no harm: the second throws its own away.
    await rename(draft, kept).catch(() => rm(draft, { recursive: true, force: true }));
  }
  // With its owners and rights, neither of which Node copies.
  await run('cp', ['-Rp', `${kept}/.`, config.OPENPREPAY_DATA_DIR]);
}
