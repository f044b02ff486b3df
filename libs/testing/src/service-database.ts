import type { ServiceDefinition } from '@openprepay/runtime/define-service';
import pg from 'pg';
import { type ServiceDatabase, startPostgres, type TestPostgres } from './postgres.js';

/** A service's own migrated database, and the owner's view of it. */
export interface OpenDatabase {
  readonly postgres: TestPostgres;
  readonly database: ServiceDatabase;
  /** A connection as the tables' owner, who sees every row: for arranging and for looking. */
  readonly owner: pg.Client;
  readonly close: () => Promise<void>;
}

export async function openDatabase({ name, migrations }: ServiceDefinition): Promise<OpenDatabase> {
  const postgres = await startPostgres({ name, migrations });
  const database = await postgres.createServiceDatabase(name, migrations);
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  // A test that kills PostgreSQL breaks this connection, too; whoever uses it then learns of it.
  owner.on('error', () => undefined);
  await owner.connect();
  return {
    postgres,
    database,
    owner,
    close: async () => {
      await owner.end();
      await postgres.stop();
    },
  };
}
