import { runMigrations } from '@openprepay/persistence/migrate';
import { vendingMigrations } from './vending.js';
import { loadMigrationConfig } from './vending.config.js';

const { MIGRATION_DATABASE_URL, DATABASE_APP_ROLE } = loadMigrationConfig(process.env);
await runMigrations({ ownerUrl: MIGRATION_DATABASE_URL, appRole: DATABASE_APP_ROLE, migrations: vendingMigrations });
