import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { EndAlarms } from '../alarms/end-alarms.js';
import type { BrokerAccess } from '../dynamic-security/broker-access.js';
import type { MeterDirectory } from '../meters/meter-directory.js';
import { TelemetryError } from '../telemetry-error.js';
import type { CredentialRepository } from './credential.repository.js';
import type { MeterCertificateRepository } from './meter-certificate.repository.js';
import type { SessionEnder } from './session-ender.js';

/** Nobody waits for a meter that may not come: it is not offline. */
export const ACCESS_ENDED = { kinds: ['offline'], clearReason: 'its access was taken away' } as const;

/** Takes a meter's MQTT access away, also so that another utility can take the meter over. */
export class RevokeCredentials {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly credentials: CredentialRepository,
    private readonly certificates: MeterCertificateRepository,
    private readonly endAlarms: EndAlarms,
    private readonly directory: MeterDirectory,
    private readonly broker: BrokerAccess,
    private readonly sessions: SessionEnder,
    private readonly clock: Clock,
  ) {}

  /** @throws {TelemetryError} `telemetry.credentials_not_found`, `telemetry.broker_unavailable` */
  async execute({ utility }: Pick<Principal, 'utility'>, { meterNumber }: { readonly meterNumber: string }): Promise<void> {
    const removed = await this.broker.inTurn(() => this.unitOfWork.run(utility, (tx) => this.remove(tx, meterNumber)));
    if (!removed) throw new TelemetryError('telemetry.credentials_not_found', 'this meter has no MQTT credentials');
    this.directory.forget(meterNumber);
    await this.sessions.end(meterNumber);
  }

  private async remove(tx: Tx, meterNumber: string): Promise<boolean> {
    const removed = await this.credentials.remove(tx, meterNumber);
    if (!removed) return false;
    const at = this.clock.now();
    await this.certificates.end(tx, { utility: tx.utility, meterNumber, at });
    await this.endAlarms.ofMeter(tx, meterNumber, { ...ACCESS_ENDED, clearedAt: at });
    await this.broker.revoke(meterNumber);
    return true;
  }
}
