import { runMigrations } from '@openprepay/persistence/migrate';
import { createLogger } from '@openprepay/runtime/logger';
import { loadMigrationConfig } from './gateway.config.js';
import { gatewayMigrations } from './migrations/gateway-migrations.js';

const { MIGRATION_DATABASE_URL, DATABASE_APP_ROLE } = loadMigrationConfig(process.env);
const ran = await runMigrations({ ownerUrl: MIGRATION_DATABASE_URL, appRole: DATABASE_APP_ROLE, migrations: gatewayMigrations });
createLogger({ name: 'gateway', level: 'info' }).info({ migrations: ran }, 'migrated');
