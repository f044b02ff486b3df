import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide, provideBy, token } from '@openprepay/runtime/service';
import { CredentialRepository } from '../credentials/credential.repository.js';
import { MeterAuthority } from '../credentials/meter-authority.js';
import { MeterCertificateRepository } from '../credentials/meter-certificate.repository.js';
import { MeterDirectory } from '../meters/meter-directory.js';
import { QuarantineRepository } from '../quarantine/quarantine.repository.js';
import { TELEMETRY_CONFIG } from '../telemetry.config.js';
import type { BrokerAuthSettings } from './asking-broker.js';
import { AuthenticateClient } from './authenticate-client.js';
import { AuthoriseTopic } from './authorise-topic.js';
import { BrokerAuthController } from './broker-auth.controller.js';
import { BrokerAuthMetrics } from './broker-auth-metrics.js';
import { ReadMeterAuthority } from './read-meter-authority.js';
import { RecordRefusedTopic } from './record-refused-topic.js';

const BROKER_AUTH = token<BrokerAuthSettings>('broker auth settings');

export const brokerAuth: Feature = {
  controllers: [BrokerAuthController],
  providers: [
    provideBy(BROKER_AUTH, [TELEMETRY_CONFIG], (config) => ({
      secret: config.BROKER_AUTH_SECRET,
      service: { username: config.MQTT_USERNAME, password: config.MQTT_PASSWORD },
    })),
    provide(BrokerAuthMetrics, []),
    provide(AuthenticateClient, [UnitOfWork, CredentialRepository, BrokerAuthMetrics, BROKER_AUTH]),
    provide(RecordRefusedTopic, [UnitOfWork, MeterDirectory, QuarantineRepository, BrokerAuthMetrics, CLOCK]),
    provide(AuthoriseTopic, [MeterDirectory, RecordRefusedTopic, BROKER_AUTH]),
    provide(ReadMeterAuthority, [UnitOfWork, MeterCertificateRepository, MeterAuthority, BROKER_AUTH, CLOCK]),
  ],
};
