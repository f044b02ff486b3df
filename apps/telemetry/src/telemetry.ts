import { telemetryApi } from '@openprepay/contracts/http/telemetry';
import { defineService } from '@openprepay/runtime/define-service';
import { AlarmRuleRow } from './alarm-rules/alarm-rule.row.js';
import { AlarmRow } from './alarms/alarm.row.js';
import { MeterCommandRow } from './commands/meter-command.row.js';
import { CredentialRow } from './credentials/credential.row.js';
import { MeterCertificateRow } from './credentials/meter-certificate.row.js';
import { MeterReassignmentRow } from './credentials/meter-reassignment.row.js';
import { DeliveryRow } from './deliveries/delivery.row.js';
import { DeviceProfileRow } from './device-profiles/device-profile.row.js';
import { ReadingExceptionRow } from './exceptions/reading-exception.row.js';
import { MeterRow } from './meters/meter.row.js';
import { telemetryMigrations } from './migrations.js';
import { QuarantineRow } from './quarantine/quarantine.row.js';
import { ReadingConflictRow } from './readings/reading-conflict.row.js';
import { ReadingRow } from './readings/reading.row.js';
import { DesiredRow } from './shadow/desired.row.js';
import { MeterRegisterRow } from './shadow/meter-register.row.js';
import { MeterStateRow } from './shadow/meter-state.row.js';
import { StormRow } from './storms/storm.row.js';
import { loadTelemetryConfig } from './telemetry.config.js';
import { SettledHourRow } from './validation/settled-hour.row.js';
import { TelemetryModule } from './telemetry.module.js';

/** The service as it is started, migrated and tested. */
export const telemetryService = defineService({
  name: 'telemetry',
  module: TelemetryModule,
  config: loadTelemetryConfig,
  api: telemetryApi,
  rows: [
    AlarmRow,
    AlarmRuleRow,
    CredentialRow,
    DeliveryRow,
    DesiredRow,
    DeviceProfileRow,
    MeterCertificateRow,
    MeterCommandRow,
    MeterReassignmentRow,
    MeterRegisterRow,
    MeterRow,
    MeterStateRow,
    QuarantineRow,
    ReadingConflictRow,
    ReadingExceptionRow,
    ReadingRow,
    SettledHourRow,
    StormRow,
  ],
  migrations: telemetryMigrations,
});
