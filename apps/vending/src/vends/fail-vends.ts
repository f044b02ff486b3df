import type { EventData } from '@openprepay/contracts/event';
import type { TokenRefused } from '@openprepay/contracts/key-management';
import { VendFailed } from '@openprepay/contracts/vending';
import type { Caused, Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import { addTo, type MoneyMinor } from '@openprepay/quantities';
import { giveBack } from '@openprepay/tariffs';
import type { MeterRepository } from '../meters/meter.repository.js';
import type { DebtRepository } from '../pricing/debt.repository.js';
import type { SupplyRepository } from '../pricing/supply.repository.js';
import type { VendorRepository } from '../vendors/vendor.repository.js';
import { answeredVends } from './answered-vends.js';
import type { SettledVend, Vend } from './vend.js';
import type { VendAnswers } from './vend-answers.js';
import { failedEvent } from './vend-events.js';
import type { VendRepository } from './vend.repository.js';

/** The vault refused: nothing was sold, and all that the vends took is given back, float last. */
export class FailVends {
  constructor(
    private readonly vends: VendRepository,
    private readonly meters: MeterRepository,
    private readonly supplies: SupplyRepository,
    private readonly debts: DebtRepository,
    private readonly vendors: VendorRepository,
    private readonly outbox: Outbox,
    private readonly answers: VendAnswers,
    private readonly clock: Clock,
  ) {}

  /**
   * Safe to repeat: what has failed already is given back once.
   * @throws {VendingError} `vending.vend_not_found`, `vending.token_answer_contradicts`
   */
  async execute(tx: Tx, refused: readonly Caused<EventData<typeof TokenRefused>>[]): Promise<void> {
    // meters before vends, as a sale has it
    await this.meters.lockAll(
      tx,
      refused.map(({ meterNumber }) => meterNumber),
    );
    const answered = answeredVends(
      await this.vends.lockAll(
        tx,
        refused.map(({ requestId }) => requestId),
      ),
      refused,
      'failed',
    );
    if (answered.length === 0) return;

    const failedAt = this.clock.now();
    const failed = answered.map(({ vend, answer: { code, reason } }): SettledVend => ({
      ...vend,
      outcome: { state: 'failed', code, reason, failedAt },
    }));
    await this.vends.settle(tx, failed);
    for (const vend of failed) await this.giveBackSupply(tx, vend);
    await this.outbox.appendAll(
      tx,
      VendFailed,
      failed.map((vend, index) => ({ data: failedEvent(vend), cause: answered[index]?.answer.cause })),
    );
    await this.answers.announce(tx, failed);
    for (const [vendorId, amountMinor] of floatOf(failed)) await this.vendors.addToFloat(tx, vendorId, amountMinor);
  }

  private async giveBackSupply(tx: Tx, { supplyId, effect, accountNumber, debtsTaken }: Vend): Promise<void> {
    const state = await this.supplies.state(tx, supplyId);
    await this.supplies.save(tx, supplyId, giveBack(state, effect));
    if (accountNumber !== undefined && debtsTaken.length > 0) await this.debts.giveBack(tx, accountNumber, debtsTaken);
  }
}

/** What each vendor gets back, in the order of their ids, so that two transactions never wait for each other. */
function floatOf(vends: readonly Vend[]): readonly (readonly [string, MoneyMinor])[] {
  const byVendor = new Map<string, MoneyMinor>();
  for (const { vendorId, tenderMinor } of vends) {
    if (vendorId !== undefined) addTo(byVendor, vendorId, tenderMinor);
  }
  return [...byVendor].toSorted(([left], [right]) => (left < right ? -1 : 1));
}
