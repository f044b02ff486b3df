import { runMigrations } from '@openprepay/persistence/migrate';
import { telemetryMigrations } from './migrations/telemetry-migrations.js';
import { loadMigrationConfig } from './telemetry.config.js';

const { MIGRATION_DATABASE_URL, DATABASE_APP_ROLE } = loadMigrationConfig(process.env);
await runMigrations({ ownerUrl: MIGRATION_DATABASE_URL, appRole: DATABASE_APP_ROLE, migrations: telemetryMigrations });
