import { MAX_SETTLED_AT_ONCE } from '@openprepay/contracts/http/telemetry-quarantine';
import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { cursorOf } from '@openprepay/persistence/page';
import { z } from 'zod';
import { NO_UTILITY, type QuarantinedMessage, utilityOf } from '../quarantine/quarantined-message.js';
import type { QuarantineRepository } from '../quarantine/quarantine.repository.js';
import { messageSettled, messageUnknown } from '../quarantine/discard-quarantined.js';
import { TelemetryError } from '../telemetry-error.js';
import type { TakeAgain } from './take-again.js';

export interface ReplayManyCommand {
  readonly code: string;
  readonly meterNumber?: string | undefined;
  readonly unassigned?: 'true' | 'false' | undefined;
  /** Where the call before ended. */
  readonly cursor?: string | undefined;
}

export interface SettledMany {
  readonly settled: number;
  readonly refused: number;
  readonly left: boolean;
  readonly nextCursor?: string;
}

const cursor = cursorOf(z.tuple([z.iso.datetime(), z.uuid()]));

/** Takes messages that were set aside as if they came again, once what was wrong is mended. Safe to repeat: what it stores is stored once. */
export class ReplayQuarantined {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly quarantine: QuarantineRepository,
    private readonly takeAgain: TakeAgain,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns the message: replayed, or open with what is wrong with it now
   * @throws {TelemetryError} `telemetry.quarantined_message_unknown`, `telemetry.quarantined_message_settled`,
   *   `telemetry.quarantined_message_not_whole`
   */
  async one(caller: Principal, { id }: { readonly id: string }): Promise<QuarantinedMessage> {
    for (const utility of [caller.utility, ...(caller.platform ? [NO_UTILITY] : [])]) {
      const message = await this.unitOfWork.run(utility, (tx) => this.quarantine.find(tx, id));
      if (message === undefined) continue;
      if (message.state !== 'open') throw messageSettled();
      if (!isWhole(message))
        throw new TelemetryError('telemetry.quarantined_message_not_whole', 'it was counted, or cut, and is not there whole');
      await this.replay(caller, utility, message);
      return (await this.unitOfWork.run(utility, (tx) => this.quarantine.find(tx, id))) ?? message;
    }
    throw messageUnknown();
  }

  /**
   * Those that stay wrong are not tried again by the calls that go on after this one.
   *
   * @throws {PersistenceError} `request.cursor_invalid`
   */
  async many(caller: Principal, { unassigned, cursor: from, ...filter }: ReplayManyCommand): Promise<SettledMany> {
    const after = cursor.read(from);
    const utility = utilityOf(caller, unassigned);
    const limit = MAX_SETTLED_AT_ONCE + 1;
    const found = await this.unitOfWork.run(utility, (tx) =>
      this.quarantine.waiting(tx, { ...filter, after, notAfter: this.clock.now(), limit }),
    );
    let settled = 0;
    const messages = found.slice(0, MAX_SETTLED_AT_ONCE);
    for (const message of messages) if (isWhole(message) && (await this.replay(caller, utility, message))) settled++;
    const last = found.length > messages.length ? messages.at(-1) : undefined;
    const counted = { settled, refused: messages.length - settled, left: last !== undefined };
    return last === undefined ? counted : { ...counted, nextCursor: cursor.write([last.lastReceivedAt.toISOString(), last.id]) };
  }

  /** @returns whether all of it is durable now */
  private async replay(caller: Principal, utility: string, message: QuarantinedMessage): Promise<boolean> {
    const refused = await this.takeAgain.execute({ ...message, utility });
    return this.unitOfWork.run(utility, async (tx) => {
      if (refused === undefined)
        return this.quarantine.settle(tx, message, { state: 'replayed', at: this.clock.now(), by: caller.username });
      await this.quarantine.refuseAgain(tx, message.id, refused);
      return false;
    });
  }
}

/** What a broker refused before there was a message has no bytes. */
const isWhole = ({ payload, payloadBytes }: QuarantinedMessage): boolean => payload.length === payloadBytes && payloadBytes > 0;
