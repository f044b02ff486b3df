import { runMigrations } from '@openprepay/persistence/migrate';
import { loadMigrateConfig } from './billing.config.js';
import { billingMigrations } from './migrations/migrations.js';

const { MIGRATION_DATABASE_URL, DATABASE_APP_ROLE } = loadMigrateConfig(process.env);
const ran = await runMigrations({ ownerUrl: MIGRATION_DATABASE_URL, appRole: DATABASE_APP_ROLE, migrations: billingMigrations });
process.stdout.write(`${JSON.stringify({ service: 'billing', migrations: ran })}\n`);
