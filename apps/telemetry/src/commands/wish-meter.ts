import type { Principal } from '@openprepay/contracts/identity';
import type { Signal } from '@openprepay/pace/signal';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { CredentialRepository } from '../credentials/credential.repository.js';
import { commandMessage } from '../dialects/command-message.js';
import type { MeterRepository } from '../meters/meter.repository.js';
import type { DesiredRepository } from '../shadow/desired.repository.js';
import type { MeterStateRepository } from '../shadow/meter-state.repository.js';
import { driftOf, type MeterSettings, reportedOf, type Setting, SETTINGS } from '../shadow/wish.js';
import { TelemetryError } from '../telemetry-error.js';
import { commandFor } from './meter-command.js';

export interface MeterWish {
  readonly meterNumber: string;
  readonly desired: MeterSettings;
  readonly reported: MeterSettings;
  readonly drift: readonly Setting[];
}

/** Says how a meter is to be; what is not said is wished no longer. */
export class WishMeter {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly meters: MeterRepository,
    private readonly credentials: CredentialRepository,
    private readonly states: MeterStateRepository,
    private readonly desired: DesiredRepository,
    private readonly due: Signal,
    private readonly clock: Clock,
  ) {}

  /** @throws {TelemetryError} `telemetry.meter_unknown`, `telemetry.command_unsupported` */
  async execute(caller: Principal, { meterNumber, ...wish }: MeterSettings & { readonly meterNumber: string }): Promise<MeterWish> {
    return this.unitOfWork.run(caller.utility, async (tx) => {
      await this.meters.require(tx, meterNumber);
      const profile = await this.credentials.profile(tx, meterNumber);
      const at = this.clock.now();
      for (const setting of SETTINGS) {
        const told = { commandId: '', expiresAt: at, ...commandFor(setting, wish) };
        if (wish[setting] !== undefined && commandMessage(meterNumber, told, profile) === undefined)
          throw new TelemetryError('telemetry.command_unsupported', `what the meter speaks has no word for ${setting}`);
      }
      await this.desired.wish(tx, { meterNumber, wish, requestedBy: caller.username, at });
      tx.afterCommit(this.due.wake);
      const reported = reportedOf(await this.states.find(tx, meterNumber));
      return { meterNumber, desired: wish, reported, drift: driftOf(wish, reported) };
    });
  }
}
