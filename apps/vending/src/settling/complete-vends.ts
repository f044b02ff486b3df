import type { EventData } from '@openprepay/contracts/event';
import type { IssuedToken, TokenIssued } from '@openprepay/contracts/key-management';
import { memberText } from '@openprepay/contracts/open-enum';
import { VendCompleted } from '@openprepay/contracts/vending';
import type { Caused, Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import { sum } from '@openprepay/quantities';
import type { CampaignMeterRepository } from '../campaign-meters/campaign-meter.repository.js';
import type { FeeRepository } from '../commissions/fee.repository.js';
import { isSameKey } from '../key-changes/key-change.js';
import type { KeyChangeRepository, OpenSet } from '../key-changes/key-change.repository.js';
import { soldNow } from '../sales/sales.js';
import type { SalesRepository } from '../sales/sales.repository.js';
import type { CompletedVend, Vend, VendToken } from '../vend/vend.js';
import type { VendRepository } from '../vend/vend.repository.js';
import type { UnitsIssueRepository } from '../units-issues/units-issue.repository.js';
import { VendingError } from '../vending-error.js';
import { matchAnswers, requestIdsOf } from './match-answers.js';
import { receiptNumberAfter, type ReceiptNumbers } from './receipt-numbers.repository.js';
import { completedEvent } from './vend-events.js';
import type { VendSettlements } from './vend-settlements.js';

/** The vault's tokens make vends complete: receipts get their numbers, a vendor its fee for free
 * units, the books and the meter hear of it, whoever waits is woken. */
export class CompleteVends {
  constructor(
    private readonly vends: VendRepository,
    private readonly keyChanges: KeyChangeRepository,
    private readonly campaignMeters: CampaignMeterRepository,
    private readonly fees: FeeRepository,
    private readonly issues: UnitsIssueRepository,
    private readonly receiptNumbers: ReceiptNumbers,
    private readonly sales: SalesRepository,
    private readonly outbox: Outbox,
    private readonly settlements: VendSettlements,
    private readonly clock: Clock,
  ) {}

  /**
   * Safe to repeat: what is completed already stays as it is.
   * @throws {VendingError} `vending.vend_not_found`, `vending.token_answer_contradicts`
   */
  async execute(tx: Tx, issued: readonly Caused<EventData<typeof TokenIssued>>[]): Promise<void> {
    const meterNumbers = issued.map(({ meterNumber }) => meterNumber);
    const vendIds = requestIdsOf(issued);
    const completedAt = this.clock.now();
    const [vends, sets, , lastNumber] = await Promise.all([
      this.vends.lockAll(tx, vendIds),
      this.keyChanges.openSets(tx, meterNumbers),
      // floats before the counter, which is locked after everything else
      this.fees.pay(tx, vendIds, completedAt),
      this.receiptNumbers.lock(tx),
    ]);
    const answered = matchAnswers(vends, issued, 'completed');
    for (const { vend, answer } of answered) checkTokens(vend, answer);
    if (answered.length === 0) return;

    const completed = answered.map(({ vend, answer: { tokens, sampleTables } }, nth): CompletedVend => ({
      ...vend,
      outcome: {
        state: 'completed',
        receiptNumber: receiptNumberAfter(lastNumber, nth),
        tokens: tokens.map(toVendToken),
        ...aheadOf(vend, sets),
        sampleTables,
        completedAt,
      },
    }));
    const issues = await this.issues.ofVends(tx, completed);
    const events = completed.map((vend, nth) => ({
      data: completedEvent(vend, issues.get(vend.vendId)),
      cause: answered[nth]?.answer.cause,
    }));
    await Promise.all([
      this.receiptNumbers.take(tx, lastNumber, completed.length),
      this.vends.settle(tx, completed),
      this.sales.add(tx, completed.map(soldNow)),
      this.outbox.appendAll(tx, VendCompleted, events),
      this.campaignMeters.deliver(tx, handedOver(completed, sets), { at: completedAt, through: 'vend' }),
    ]);
    this.settlements.announce(tx, completed);
  }
}

/** The sets that go in front of these vends. */
const handedOver = (vends: readonly CompletedVend[], sets: readonly OpenSet[]): readonly string[] => {
  const meters = new Set(vends.filter(({ outcome }) => outcome.keyChangeTokens).map(({ meter }) => meter.meterNumber));
  return sets.filter(({ meterNumber }) => meters.has(meterNumber)).map(({ keyChangeId }) => keyChangeId);
};

/** The set that the meter has not confirmed goes in front of credit that was made under the key it brings. */
function aheadOf({ meter }: Vend, sets: readonly OpenSet[]): { readonly keyChangeTokens?: OpenSet['tokens'] } {
  const set = sets.find(({ meterNumber, toKey }) => meterNumber === meter.meterNumber && isSameKey(toKey, meter.keyData));
  return set ? { keyChangeTokens: set.tokens } : {};
}

const toVendToken = ({ kind, ...token }: IssuedToken): VendToken => ({ ...token, kind: memberText(kind) });

/** A token of another amount would be money lost: better parked for people to look at than sold. */
function checkTokens(vend: Vend, { tokens }: EventData<typeof TokenIssued>): void {
  const amountTenths = sum(tokens.map((token) => token.amountTenths));
  if (amountTenths === vend.effect.unitsTenths) return;
  throw new VendingError('vending.token_answer_contradicts', `the tokens for vend ${vend.vendId} are not what was asked for`);
}
