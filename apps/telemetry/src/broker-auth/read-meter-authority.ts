import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { MeterAuthority, RevocationList } from '../credentials/meter-authority.js';
import type { MeterCertificateRepository } from '../credentials/meter-certificate.repository.js';
import { type AskingBroker, type BrokerAuthSettings, requireBroker } from './asking-broker.js';

/** What a broker needs that checks certificates by itself: whose, and which of them are in force no longer. */
export class ReadMeterAuthority {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly certificates: MeterCertificateRepository,
    private readonly authority: MeterAuthority,
    private readonly settings: BrokerAuthSettings,
    private readonly clock: Clock,
  ) {}

  /** @throws {TelemetryError} `telemetry.broker_not_authenticated`, `telemetry.no_meter_authority` */
  async execute(broker: AskingBroker): Promise<RevocationList> {
    requireBroker(broker, this.settings);
    const now = this.clock.now();
    const revoked = await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.certificates.revoked(tx, now));
    return this.authority.revocationList(revoked, now);
  }
}
