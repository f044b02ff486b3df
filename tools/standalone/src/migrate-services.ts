import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { ServiceDatabase } from './databases.js';
import type { Service } from './services.js';

const run = promisify(execFile);

export interface MigrationRun {
  /** The repository's root: what is built stands below it. */
  readonly root: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Ends the programs where they are; a migration is a transaction. */
  readonly abort?: AbortSignal | undefined;
}

/**
 * Brings every service's tables up to date, each by its own program and as the role that owns them.
 *
 * @throws Error with the program's own words
 */
export async function migrateServices(migrations: MigrationRun, databases: ReadonlyMap<Service, ServiceDatabase>): Promise<void> {
  await Promise.all([...databases].map(([service, database]) => migrate(migrations, service, database)));
}

async function migrate(
  { root, environment, abort }: MigrationRun,
  service: Service,
  { migrationUrl, owner, appRole }: ServiceDatabase,
): Promise<void> {
  const script = path.join(root, 'apps', service, 'bundle/service/migrate.js');
  const env = { ...environment, MIGRATION_DATABASE_URL: migrationUrl, MIGRATION_ROLE: owner, DATABASE_APP_ROLE: appRole };
  await run(process.execPath, [script], { env, ...(abort === undefined ? {} : { signal: abort }) }).catch(
    (cause: Error & { readonly stderr?: string }) => {
      throw new Error(`the tables of ${service} could not be brought up to date:\n${cause.stderr || cause.message}`, { cause });
    },
  );
}
