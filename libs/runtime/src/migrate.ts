import { runMigrations } from '@openprepay/persistence/migrate';
import { z } from 'zod';
import { databaseUrl, type Environment, parseConfig } from './config.js';
import type { ServiceDefinition } from './define-service.js';

const schema = z.object({
  /** As the role that owns the tables, or as one that may become it. */
  MIGRATION_DATABASE_URL: databaseUrl,
  /** The role that owns the tables, where the URL signs in as another. */
  MIGRATION_ROLE: z.string().min(1).optional(),
  /** The role that the service connects as. */
  DATABASE_APP_ROLE: z.string().min(1),
});

/** Brings a service's database up to date and says in one line of JSON which migrations it ran: the whole of `migrate.ts`. */
export async function migrate(
  { name, migrations }: Pick<ServiceDefinition, 'name' | 'migrations'>,
  env: Environment,
  output: Pick<NodeJS.WritableStream, 'write'> = process.stdout,
): Promise<void> {
  const config = parseConfig(`${name} migrations`, schema, env);
  const ran = await runMigrations({
    ownerUrl: config.MIGRATION_DATABASE_URL,
    ownerRole: config.MIGRATION_ROLE,
    appRole: config.DATABASE_APP_ROLE,
    migrations,
  });
  output.write(`${JSON.stringify({ msg: 'migrated', service: name, migrations: ran })}\n`);
}
