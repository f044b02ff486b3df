import { messagingMigrations } from '@openprepay/messaging/migrations';
import type { MigrationClass } from '@openprepay/persistence/migrate';
import { CreateTelemetry1764000000000 } from './1764000000000-create-telemetry.js';
import { CreateReading1764000001000 } from './1764000001000-create-reading.js';

/** In the order they run. */
export const telemetryMigrations: readonly MigrationClass[] = [
  ...messagingMigrations,
  CreateTelemetry1764000000000,
  CreateReading1764000001000,
];
