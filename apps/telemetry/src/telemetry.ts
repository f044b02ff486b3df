import { telemetryApi } from '@openprepay/contracts/http/telemetry';
import { messagingMigrations } from '@openprepay/messaging/migrations';
import { defineService } from '@openprepay/runtime/define-service';
import { AlarmRow } from './alarms/alarm.row.js';
import { MeterCommandRow } from './commands/meter-command.row.js';
import { CredentialRow } from './credentials/credential.row.js';
import { DeliveryRow } from './deliveries/delivery.row.js';
import { MeterRow } from './meters/meter.row.js';
import { CreateTelemetry1764000000000 } from './migrations/1764000000000-create-telemetry.js';
import { CreateReading1764000001000 } from './migrations/1764000001000-create-reading.js';
import { AddDeliveryTrace1764000002000 } from './migrations/1764000002000-add-delivery-trace.js';
import { QuarantineRow } from './quarantine/quarantine.row.js';
import { ReadingRow } from './readings/reading.row.js';
import { MeterRegisterRow } from './shadow/meter-register.row.js';
import { MeterStateRow } from './shadow/meter-state.row.js';
import { loadTelemetryConfig } from './telemetry.config.js';
import { TelemetryModule } from './telemetry.module.js';

/** The service as it is started, migrated and tested. */
export const telemetryService = defineService({
  name: 'telemetry',
  module: TelemetryModule,
  config: loadTelemetryConfig,
  api: telemetryApi,
  rows: [AlarmRow, CredentialRow, DeliveryRow, MeterCommandRow, MeterRegisterRow, MeterRow, MeterStateRow, QuarantineRow, ReadingRow],
  migrations: [...messagingMigrations, CreateTelemetry1764000000000, CreateReading1764000001000, AddDeliveryTrace1764000002000],
});
