import { migrate } from '@openprepay/runtime/migrate';
import { telemetryMigrations } from './migrations.js';

await migrate({ name: 'telemetry', migrations: telemetryMigrations }, process.env);
