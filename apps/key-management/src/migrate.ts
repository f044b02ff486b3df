import { runMigrations } from '@openprepay/persistence/migrate';
import { loadMigrationConfig } from './key-management.config.js';
import { keyManagementMigrations } from './migrations.js';

const { MIGRATION_DATABASE_URL, DATABASE_APP_ROLE } = loadMigrationConfig(process.env);
const ran = await runMigrations({ ownerUrl: MIGRATION_DATABASE_URL, appRole: DATABASE_APP_ROLE, migrations: keyManagementMigrations });
process.stdout.write(`${JSON.stringify({ msg: 'migrated', service: 'key-management', migrations: ran })}\n`);
