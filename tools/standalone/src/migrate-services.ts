import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { ServiceDatabase } from './databases.js';
import type { Service } from './services.js';

const run = promisify(execFile);

interface Migration {
  readonly root: string;
  readonly service: string;
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * Brings every service's tables up to date, each by its own program and as the role that owns them.
 *
 * @throws Error with the program's own words
 */
export async function migrateServices(
  root: string,
  databases: ReadonlyMap<Service, ServiceDatabase>,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  await Promise.all([...databases].map(([service, database]) => migrate({ root, service, environment }, database)));
}

async function migrate({ root, service, environment }: Migration, { ownerUrl, appRole }: ServiceDatabase): Promise<void> {
  const script = path.join(root, 'apps', service, 'dist', 'migrate.js');
  const env = { ...environment, MIGRATION_DATABASE_URL: ownerUrl, DATABASE_APP_ROLE: appRole };
  await run(process.execPath, [script], { env }).catch((cause: Error & { readonly stderr?: string }) => {
    throw new Error(`the tables of ${service} could not be brought up to date:\n${cause.stderr || cause.message}`, { cause });
  });
}
