import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '@openprepay/pace/free-ports';
import { CLUSTERS_FOLDER } from './clusters-folder.js';
import { madeOnce } from './made-once.js';
import { PostgresServer } from './postgres-server.js';
import { makeTemplate, type Migrated, newPassword, type TemplateDatabase, templateKey } from './template-database.js';

/** A cluster at rest: `folder` holds its data; who wants a server of it takes a copy. */
export interface ClusterAtRest {
  readonly folder: string;
  readonly password: string;
  readonly template?: TemplateDatabase;
}

const DESCRIPTION = 'cluster.json';

/**
 * The cluster at rest with a database that `of` has migrated, or with none; the first who asks for it makes it.
 * `undefined` where the run keeps none.
 */
export async function clusterAtRest(of?: Migrated): Promise<ClusterAtRest | undefined> {
  const clusters = process.env[CLUSTERS_FOLDER];
  if (clusters === undefined) return undefined;
  const folder = join(clusters, of === undefined ? 'empty' : templateKey(of));
  await madeOnce(folder, (draft) => make(draft, of));
  return { ...(JSON.parse(await readFile(join(folder, DESCRIPTION), 'utf8')) as Omit<ClusterAtRest, 'folder'>), folder };
}

async function make(draft: string, of: Migrated | undefined): Promise<void> {
  const empty = of === undefined ? undefined : await clusterAtRest();
  const password = empty?.password ?? newPassword();
  const server = await PostgresServer.create({ folder: draft, port: await freePort(), password, like: empty?.folder });
  const endNow = (): void => server.endNow();
  process.once('exit', endNow);
  let template: TemplateDatabase | undefined;
  try {
    template = of && (await makeTemplate(server, of));
  } finally {
    await server.rest();
    process.off('exit', endNow);
  }
  await writeFile(join(draft, DESCRIPTION), JSON.stringify({ password, template }));
}
