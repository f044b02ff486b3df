import type { EventData } from '@openprepay/contracts/event';
import type { TokenRefused } from '@openprepay/contracts/key-management';
import { VendFailed } from '@openprepay/contracts/vending';
import type { Caused, Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import { earnedAtOnce, earnedBy } from '../commissions/commission.js';
import type { MeterRepository } from '../meters/meter.repository.js';
import type { FailedVend, Vend } from '../vend/vend.js';
import type { VendRepository } from '../vend/vend.repository.js';
import type { GiveBackVends } from './give-back-vends.js';
import { matchAnswers, requestIdsOf } from './match-answers.js';
import { failedEvent } from './vend-events.js';
import type { VendSettlements } from './vend-settlements.js';

/** The vault refused: nothing was sold, and all that the vends took is given back. */
export class FailVends {
  constructor(
    private readonly meters: MeterRepository,
    private readonly vends: VendRepository,
    private readonly giveBackVends: GiveBackVends,
    private readonly outbox: Outbox,
    private readonly settlements: VendSettlements,
    private readonly clock: Clock,
  ) {}

  /**
   * Safe to repeat: what has failed already is given back once.
   * @param completing vends that the transaction completes behind these: it holds them, and the floats that they earn for, in one order with these
   * @throws {VendingError} `vending.vend_not_found`, `vending.token_answer_contradicts`
   */
  async execute(tx: Tx, refused: readonly Caused<EventData<typeof TokenRefused>>[], completing: readonly string[] = []): Promise<void> {
    // meters before vends, as a sale has it; they are the vends' own, or nothing comes of it
    const [, vends] = await Promise.all([
      this.meters.lockAll(
        tx,
        refused.map(({ meterNumber }) => meterNumber),
      ),
      this.vends.lockAll(tx, [...requestIdsOf(refused), ...completing]),
    ]);
    const answered = matchAnswers(vends, refused, 'failed');
    if (answered.length === 0) return;

    const failedAt = this.clock.now();
    const failed = answered.map(({ vend, answer: { code, reason } }): FailedVend => ({
      ...vend,
      outcome: { state: 'failed', code, reason, failedAt },
    }));
    const events = failed.map((vend, nth) => ({ data: failedEvent(vend), cause: answered[nth]?.answer.cause }));
    await Promise.all([this.vends.settle(tx, failed), this.outbox.appendAll(tx, VendFailed, events)]);
    this.settlements.announce(tx, failed);
    // last, as it ends with the vendors' rows, the busiest of all
    await this.giveBackVends.execute(tx, failed, {
      ...{ kind: 'failed-vend', at: failedAt },
      vendorsAfter: vends.filter(({ vendId }) => completing.includes(vendId)).flatMap(earningLater),
    });
  }
}

/** Whose float a fee comes into with the vend's token. */
const earningLater = ({ vendorId, commission, ...vend }: Vend): readonly string[] =>
  vendorId !== undefined && earnedBy(commission) > earnedAtOnce({ ...vend, commission }) ? [vendorId] : [];
