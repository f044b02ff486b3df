import { randomBytes } from 'node:crypto';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, LOGGER, provide, provideBy, token } from '@openprepay/runtime/service';
import { EndAlarms } from '../alarms/end-alarms.js';
import { DeviceProfileRepository } from '../device-profiles/device-profile.repository.js';
import { BROKER_ACCESS } from '../dynamic-security/broker-access.js';
import { AwaitMeter } from '../meters/await-meter.js';
import { MeterDirectory } from '../meters/meter-directory.js';
import { MeterRepository } from '../meters/meter.repository.js';
import { MQTT } from '../mqtt/mqtt-settings.js';
import { TELEMETRY_CONFIG } from '../telemetry.config.js';
import { CredentialRepository } from './credential.repository.js';
import { CredentialsController } from './credentials.controller.js';
import { FindReassignments } from './find-reassignments.js';
import { type CredentialSettings, IssueCredentials } from './issue-credentials.js';
import { MeterAuthority, type MeterAuthoritySettings } from './meter-authority.js';
import { MeterCertificateRepository } from './meter-certificate.repository.js';
import { MeterReassignmentRepository } from './meter-reassignment.repository.js';
import { ReassignMeter } from './reassign-meter.js';
import { RevokeCredentials } from './revoke-credentials.js';
import { SESSION_ENDER } from './session-ender.js';
import { TakeOverSession } from './take-over-session.client.js';

const METER_AUTHORITY = token<MeterAuthoritySettings>('meter authority settings');
const CREDENTIALS = token<CredentialSettings>('credential settings');

export const credentials: Feature = {
  controllers: [CredentialsController],
  providers: [
    provideBy(CREDENTIALS, [], () => ({ randomBytes })),
    provideBy(SESSION_ENDER, [MQTT, LOGGER], (settings, logger) => new TakeOverSession(settings, logger)),
    provideBy(METER_AUTHORITY, [TELEMETRY_CONFIG], ({ METER_AUTHORITY: authority, METER_CERTIFICATE_DAYS: days }) => ({ authority, days })),
    provide(MeterAuthority, [METER_AUTHORITY]),
    provide(MeterCertificateRepository, []),
    provide(CredentialRepository, []),
    provide(IssueCredentials, [
      UnitOfWork,
      AwaitMeter,
      MeterRepository,
      CredentialRepository,
      MeterCertificateRepository,
      MeterAuthority,
      DeviceProfileRepository,
      MeterDirectory,
      BROKER_ACCESS,
      SESSION_ENDER,
      CREDENTIALS,
      CLOCK,
    ]),
    provide(MeterReassignmentRepository, []),
    provide(FindReassignments, [UnitOfWork, MeterReassignmentRepository]),
    provide(ReassignMeter, [
      UnitOfWork,
      MeterRepository,
      CredentialRepository,
      MeterCertificateRepository,
      MeterReassignmentRepository,
      EndAlarms,
      MeterDirectory,
      BROKER_ACCESS,
      SESSION_ENDER,
      CLOCK,
    ]),
    provide(RevokeCredentials, [
      UnitOfWork,
      CredentialRepository,
      MeterCertificateRepository,
      EndAlarms,
      MeterDirectory,
      BROKER_ACCESS,
      SESSION_ENDER,
      CLOCK,
    ]),
  ],
};
