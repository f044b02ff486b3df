import { messagingMigrations } from '@openprepay/messaging/migrations';
import { defineService } from '@openprepay/runtime/define-service';
import { CreateTelemetry1764000000000 } from './migrations/1764000000000-create-telemetry.js';
import { CreateReading1764000001000 } from './migrations/1764000001000-create-reading.js';
import { telemetryErrorStatus } from './telemetry-error-status.js';
import { loadTelemetryConfig } from './telemetry.config.js';
import { TelemetryModule } from './telemetry.module.js';

/** The service as it is started, migrated and tested. */
export const telemetryService = defineService({
  name: 'telemetry',
  module: TelemetryModule,
  config: loadTelemetryConfig,
  status: telemetryErrorStatus,
  migrations: [...messagingMigrations, CreateTelemetry1764000000000, CreateReading1764000001000],
});
