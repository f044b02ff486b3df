import { MAX_SETTLED_AT_ONCE } from '@openprepay/contracts/http/telemetry-quarantine';
import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { TelemetryError } from '../telemetry-error.js';
import { NO_UTILITY, type QuarantinedMessage, utilityOf } from './quarantined-message.js';
import type { QuarantineRepository } from './quarantine.repository.js';

export const messageUnknown = (): TelemetryError =>
  new TelemetryError('telemetry.quarantined_message_unknown', 'nothing of that id was set aside');
export const messageSettled = (): TelemetryError =>
  new TelemetryError('telemetry.quarantined_message_settled', 'it was replayed, discarded or came again meanwhile');

export interface DiscardManyCommand {
  readonly code: string;
  readonly meterNumber?: string | undefined;
  readonly unassigned?: 'true' | 'false' | undefined;
  readonly reason: string;
}

/** Gives up what was set aside; it stays on record with who did and why. */
export class DiscardQuarantined {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly quarantine: QuarantineRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws {TelemetryError} `telemetry.quarantined_message_unknown`, `telemetry.quarantined_message_settled` */
  async one(caller: Principal, { id, reason }: { readonly id: string; readonly reason: string }): Promise<QuarantinedMessage> {
    for (const utility of [caller.utility, ...(caller.platform ? [NO_UTILITY] : [])]) {
      const discarded = await this.unitOfWork.run(utility, async (tx) => {
        const message = await this.quarantine.find(tx, id);
        if (message === undefined) return undefined;
        if (!(await this.quarantine.settle(tx, message, this.settlement(caller, reason)))) throw messageSettled();
        return this.quarantine.find(tx, id);
      });
      if (discarded !== undefined) return discarded;
    }
    throw messageUnknown();
  }

  async many(
    caller: Principal,
    { unassigned, reason, ...filter }: DiscardManyCommand,
  ): Promise<{ readonly settled: number; readonly refused: number; readonly left: boolean }> {
    return this.unitOfWork.run(utilityOf(caller, unassigned), async (tx) => {
      const found = await this.quarantine.waiting(tx, { ...filter, notAfter: this.clock.now(), limit: MAX_SETTLED_AT_ONCE + 1 });
      const messages = found.slice(0, MAX_SETTLED_AT_ONCE);
      let settled = 0;
      for (const message of messages) if (await this.quarantine.settle(tx, message, this.settlement(caller, reason))) settled++;
      return { settled, refused: messages.length - settled, left: found.length > messages.length };
    });
  }

  private settlement(caller: Principal, reason: string) {
    return { state: 'discarded', at: this.clock.now(), by: caller.username, reason } as const;
  }
}
