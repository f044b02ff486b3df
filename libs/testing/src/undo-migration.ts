import type { MigrationClass } from '@openprepay/persistence/migrate';
import { DataSource } from 'typeorm';

/** Takes the last migration of a database back, as its owner. @param migrations that the database has had */
export async function undoMigration(ownerUrl: string, migrations: readonly MigrationClass[]): Promise<void> {
  const dataSource = new DataSource({
    type: 'postgres',
    url: ownerUrl,
    migrations: [...migrations],
    migrationsTableName: 'openprepay_migrations',
  });
  await dataSource.initialize();
  try {
    await dataSource.undoLastMigration();
  } finally {
    await dataSource.destroy();
  }
}
