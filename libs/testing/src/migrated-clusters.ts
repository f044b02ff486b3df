import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '@openprepay/pace/free-ports';
import { CLUSTERS_FOLDER } from './clusters-folder.js';
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
  return (await read(folder)) ?? (await make(clusters, folder, of));
}

const read = async (folder: string): Promise<ClusterAtRest | undefined> => {
  const text = await readFile(join(folder, DESCRIPTION), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : { ...(JSON.parse(text) as Omit<ClusterAtRest, 'folder'>), folder };
};

/** Beside the others until it is whole. Two who make the same one are no harm: the second throws its own away. */
async function make(clusters: string, folder: string, of: Migrated | undefined): Promise<ClusterAtRest> {
  const draft = await mkdtemp(`${folder}-`);
  const empty = of === undefined ? undefined : await clusterAtRest();
  const password = empty?.password ?? newPassword();
  const server = await PostgresServer.create({ folder: draft, port: await freePort(), password, like: empty?.folder });
  const killNow = (): void => server.killNow();
  process.once('exit', killNow);
  let template: TemplateDatabase | undefined;
  try {
    template = of && (await makeTemplate(server, of));
  } finally {
    await server.rest();
    process.off('exit', killNow);
  }
  await writeFile(join(draft, DESCRIPTION), JSON.stringify({ password, template }));
  await rename(draft, folder).catch(() => rm(draft, { recursive: true, force: true, maxRetries: 5 }));
  const made = await read(folder);
  if (made === undefined) throw new Error(`no cluster could be kept in ${clusters}`);
  return made;
}
