import { COMMAND_SECONDS } from '@openprepay/contracts/http/telemetry-commands';
import { backoffMs } from '@openprepay/pace/backoff';
import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { sharedOut } from '@openprepay/runtime/apart';
import type { Logger } from '@openprepay/runtime/logger';
import type { CredentialRepository } from '../credentials/credential.repository.js';
import type { Desired, DesiredRepository } from '../shadow/desired.repository.js';
import type { MeterStateRepository } from '../shadow/meter-state.repository.js';
import { driftOf, reportedOf } from '../shadow/wish.js';
import { limits } from '../telemetry-limits.js';
import { TelemetryError } from '../telemetry-error.js';
import { commandFor, supersededBy } from './meter-command.js';
import type { MeterCommandRepository } from './meter-command.repository.js';
import type { QueueCommand } from './queue-command.js';

/** Tells meters that are not as they are wished to be, again and again with growing pauses, until they report so. */
export class PursueWishes {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly desired: DesiredRepository,
    private readonly states: MeterStateRepository,
    private readonly credentials: CredentialRepository,
    private readonly commands: MeterCommandRepository,
    private readonly queueCommand: QueueCommand,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** What fails for one utility keeps no other waiting. @returns how many wishes were looked at */
  async execute(): Promise<number> {
    const now = this.clock.now();
    const utilities = await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.desired.utilitiesWithDue(tx, now));
    return sharedOut(this.logger, { task: 'wishes', utilities, limit: limits.commands.perRound }, (utility, limit) =>
      this.unitOfWork.run(utility, async (tx) => {
        const due = await this.desired.takeDue(tx, { now, limit });
        for (const one of due) await this.pursue(tx, one);
        return due.length;
      }),
    );
  }

  private async pursue(tx: Tx, { meterNumber, wish, requestedBy, attempts }: Desired): Promise<void> {
    const state = await this.states.find(tx, meterNumber);
    const drift = driftOf(wish, reportedOf(state));
    const look = (tries: number, afterMs: number): Promise<void> =>
      this.desired.lookAgain(tx, { meterNumber, attempts: tries, at: new Date(this.clock.now().getTime() + afterMs) });
    if (drift.length === 0) return look(0, limits.commands.wishSteadyMs);
    if (state?.connected !== true || !(await this.credentials.exists(tx, meterNumber))) return look(attempts, limits.commands.wishAwayMs);
    for (const setting of drift) {
      const { kind, params } = commandFor(setting, wish);
      if (await this.commands.isOpen(tx, meterNumber, supersededBy(kind))) continue;
      await this.queueCommand
        .execute(tx, { meterNumber, kind, params, origin: 'desired', requestedBy, expiresInSeconds: COMMAND_SECONDS })
        .catch(unlessUnsaid);
    }
    return look(attempts + 1, backoffMs(attempts, limits.commands.wishRetry));
  }
}

/** What the meter's dialect has no word for, since its profile was changed, stays a wish: the others' must not wait for it. */
function unlessUnsaid(error: unknown): void {
  if (!(error instanceof TelemetryError) || error.code !== 'telemetry.command_unsupported') throw error;
}
