import type { Principal } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';
import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES, inUtility } from '@openprepay/persistence/tenancy';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { EndAlarms } from '../alarms/end-alarms.js';
import type { BrokerAccess } from '../dynamic-security/broker-access.js';
import type { MeterDirectory } from '../meters/meter-directory.js';
import type { MeterRepository } from '../meters/meter.repository.js';
import { TelemetryError } from '../telemetry-error.js';
import type { CredentialRepository } from './credential.repository.js';
import type { MeterCertificateRepository } from './meter-certificate.repository.js';
import type { MeterReassignment } from './meter-reassignment.js';
import type { MeterReassignmentRepository } from './meter-reassignment.repository.js';
import { ACCESS_ENDED } from './revoke-credentials.js';
import type { SessionEnder } from './session-ender.js';

export interface ReassignMeterCommand {
  readonly meterNumber: string;
  readonly utility: string;
  readonly reason?: string | undefined;
}

/** Says whose a meter number is, where two utilities have it on their books. For those who run the installation. */
export class ReassignMeter {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly meters: MeterRepository,
    private readonly credentials: CredentialRepository,
    private readonly certificates: MeterCertificateRepository,
    private readonly reassignments: MeterReassignmentRepository,
    private readonly endAlarms: EndAlarms,
    private readonly directory: MeterDirectory,
    private readonly broker: BrokerAccess,
    private readonly sessions: SessionEnder,
    private readonly clock: Clock,
  ) {}

  /**
   * From here on that utility alone can make credentials for the number; those in force, and the session that uses them, end.
   *
   * @throws {TelemetryError} `telemetry.meter_unknown` where the utility has no such meter, `telemetry.broker_unavailable`
   */
  async execute(caller: Principal, command: ReassignMeterCommand): Promise<MeterReassignment> {
    const { meterNumber } = command;
    const work = (tx: Tx): Promise<MeterReassignment> => this.reassign(tx, caller, command);
    const reassignment = await this.broker.inTurn(() => this.unitOfWork.run(ALL_UTILITIES, work));
    this.directory.forget(meterNumber);
    if (reassignment.credentialsRevoked) await this.sessions.end(meterNumber);
    return reassignment;
  }

  private async reassign(tx: Tx, caller: Principal, { meterNumber, utility, reason }: ReassignMeterCommand): Promise<MeterReassignment> {
    if (!(await this.meters.isOnBooksOf(tx, utility, meterNumber)))
      throw new TelemetryError('telemetry.meter_unknown', 'the utility has no such meter on its books');
    const at = this.clock.now();
    const former = await this.credentials.reassign(tx, { meterNumber, utility, at });
    const reassignment: MeterReassignment = present({
      reassignmentId: this.clock.newId(),
      meterNumber,
      utility,
      formerUtility: former?.utility,
      credentialsRevoked: former?.wasInForce === true,
      reason,
      reassignedBy: caller.username,
      reassignedAt: at,
    });
    await this.reassignments.insert(tx, reassignment);
    if (former !== undefined) {
      await this.certificates.end(tx, { utility: former.utility, meterNumber, at });
      await inUtility(tx, former.utility, (owned) => this.endAlarms.ofMeter(owned, meterNumber, { ...ACCESS_ENDED, clearedAt: at }));
    }
    if (reassignment.credentialsRevoked) await this.broker.revoke(meterNumber);
    return reassignment;
  }
}
