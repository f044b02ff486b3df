import path from 'node:path';
import { makeDatabases, type StackOptions } from '@openprepay/standalone/stack';
import { CLUSTERS_FOLDER } from '@openprepay/testing/clusters-folder';
import { copyFolder, madeOnce } from '@openprepay/testing/made-once';

/** Fills a new data folder with the secrets and migrated databases that one platform of this run of tests has made. */
export async function keptDatabases({ config, root, progress }: Omit<StackOptions, 'onFatal'>): Promise<void> {
  const clusters = process.env[CLUSTERS_FOLDER];
  if (clusters === undefined) return;
  const kept = path.join(clusters, 'platform');
  await madeOnce(kept, (draft) =>
    makeDatabases({
      ...{ config: { ...config, OPENPREPAY_DATA_DIR: draft }, root, progress },
      onFatal: (error) => void process.stderr.write(`${error.message}\n`),
    }),
  );
  await copyFolder(`${kept}/.`, config.OPENPREPAY_DATA_DIR);
}
