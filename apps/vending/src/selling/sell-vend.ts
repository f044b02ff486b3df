import type { Principal } from '@openprepay/contracts/identity';
import { isUniqueViolation } from '@openprepay/persistence/unique-violation';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { ChangeDueKey } from '../key-changes/change-due-key.js';
import type { AnswerInSandbox } from '../sandbox/answer-in-sandbox.js';
import type { EnterSandbox } from '../sandbox/enter-sandbox.js';
import type { HoldAnswer } from '../sandbox/hold-answer.js';
import type { VendSettlements } from '../settling/vend-settlements.js';
import { isSettled, sellerName, type SettledVend, type Vend } from '../vend/vend.js';
import { VendingError } from '../vending-error.js';
import type { AcceptVend } from './accept-vend.js';
import { type Accept, type AcceptedVend, KEY_DUE, type KeyDue } from './accepted-vend.js';
import type { AwaitPricing } from './await-pricing.js';
import type { HurryToken } from './hurry-token.js';
import { PRICING_UNKNOWN, type PricingUnknown } from './price-vend.js';
import { ALONE, type SaleGroups } from './sale-groups.js';
import { readSaleRequest, type WrittenSale } from './sale-request.js';
import type { Sale } from './sale.js';
import { sellerOf } from './seller.js';
import type { SellerCrowd } from './seller-crowd.js';
import type { SellerTurns } from './seller-turns.js';
import type { SellingMetrics } from './selling-metrics.js';
import type { TokenWaits } from './token-waits.js';

export interface SellVendCommand extends WrittenSale {
  readonly idempotencyKey: string;
  /** Whom staff sell for. */
  readonly vendorId?: string | undefined;
  /** Of units that staff give for a reason of its own, which is kept with the vend. */
  readonly issue?: Issue;
}

/** Who gives units, and what else is done in the transaction that makes their vend. */
export interface Issue {
  readonly soldBy: string;
  readonly within: NonNullable<Sale['within']>;
  /** True where the meter is sold to under the key that it has. */
  readonly keySeenTo?: boolean;
}

export interface SoldVend {
  /** Completed, or still awaiting its token. */
  readonly vend: Vend;
  readonly replayed: boolean;
}

/** An accepted vend, and where it is new the answer that is listened for since its transaction committed. */
interface AwaitedVend extends AcceptedVend {
  readonly settlement: Promise<SettledVend | undefined> | undefined;
}

/**
 * A whole sale as a point of sale sees it: reads it, accepts the vend, and waits for its token. It is accepted in one transaction with
 * others that come at the same time, or in one of its own.
 */
export class SellVend {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly groups: SaleGroups,
    private readonly acceptVend: AcceptVend,
    private readonly awaitPricing: AwaitPricing,
    private readonly changeDueKey: ChangeDueKey,
    private readonly settlements: VendSettlements,
    private readonly crowd: SellerCrowd,
    private readonly turns: SellerTurns,
    private readonly waits: TokenWaits,
    private readonly hurryToken: HurryToken,
    private readonly metrics: SellingMetrics,
    private readonly sandbox: EnterSandbox,
    private readonly answerInSandbox: AnswerInSandbox,
    private readonly holdAnswer: HoldAnswer,
  ) {}

  /**
   * Safe to repeat: a key of a seller makes one vend.
   * @throws {VendingError} `vending.token_refused` where the vend has failed, `vending.pricing_unknown`, `vending.seller_busy`, and as `sellerOf`,
   *   `readSaleRequest`, `AcceptVend` and `ChangeDueKey`
   */
  async execute(caller: Principal, { idempotencyKey, vendorId, issue, ...written }: SellVendCommand): Promise<SoldVend> {
    const sandboxMeter = await this.sandbox.execute(caller, written.meterNumber);
    const sold = await this.sell(caller, {
      seller: issue ? { vendorId: undefined, soldBy: issue.soldBy } : sellerOf(caller, vendorId),
      idempotencyKey,
      request: readSaleRequest(written),
      ...(caller.sandbox && { sandbox: true }),
      ...(issue && { within: issue.within, keySeenTo: issue.keySeenTo === true }),
    });
    await this.holdAnswer.execute(sandboxMeter);
    return sold;
  }

  private async sell(caller: Principal, sale: Sale): Promise<SoldVend> {
    const { utility } = caller;
    const seller = `${utility} ${sellerName(sale.seller)}`;
    const accepted = await this.accept(caller, seller, sale);
    const vend = (await this.waits.take(seller, () => this.settled(utility, accepted))) ?? accepted.vend;
    if (vend.outcome.state !== 'failed') return { vend, replayed: accepted.replayed };
    throw new VendingError('vending.token_refused', `nothing was sold, the vault refused: ${vend.outcome.code} (${vend.outcome.reason})`);
  }

  /** A meter whose key is to be left is seen to before it is sold to, by nobody's turn but its own. */
  private async accept(caller: Principal, seller: string, sale: Sale): Promise<AwaitedVend> {
    const { meterNumber } = sale.request;
    const accepted = await this.awaitPricing.execute(caller, meterNumber, () => this.acceptInTurn(caller, seller, sale));
    if (accepted !== KEY_DUE) return accepted;
    await this.waits.take(seller, () => this.changeDueKey.execute(caller, meterNumber));
    const seenTo = await this.awaitPricing.execute(caller, meterNumber, () =>
      this.acceptInTurn(caller, seller, { ...sale, keySeenTo: true }),
    );
    if (seenTo === KEY_DUE) throw new Error(`the key of meter ${meterNumber} has been seen to`);
    return seenTo;
  }

  private acceptInTurn({ utility }: Principal, seller: string, sale: Sale): Promise<AwaitedVend | PricingUnknown | KeyDue> {
    return this.crowd.take(seller, async () => {
      const answer = sale.keySeenTo || sale.sandbox || sale.within ? ALONE : await this.groups.take(utility, sale);
      return answer === ALONE ? this.turns.take(seller, () => this.acceptAlone(utility, sale)) : answer;
    });
  }

  private async acceptAlone(utility: string, sale: Sale): Promise<AwaitedVend | PricingUnknown | KeyDue> {
    this.metrics.soldAlone();
    try {
      return await this.acceptOnce(utility, sale);
    } catch (error) {
      // the key was raced: on another meter, whose lock does not keep us apart, or by somebody who asked for it; what came of it is there now
      if (!isUniqueViolation(error, 'vend_idempotency_key') && !isUniqueViolation(error, 'vend_key_not_closed')) throw error;
      return this.acceptOnce(utility, sale);
    }
  }

  /** The transaction of one sale. Within it somebody is set to listen for the vend's token, who starts as it commits. */
  private acceptOnce(utility: string, sale: Sale): Promise<AwaitedVend | PricingUnknown | KeyDue> {
    return this.unitOfWork.run(utility, async (tx) => {
      const accept: Accept = () => this.acceptVend.execute(tx, sale);
      const accepted = await (sale.within ? sale.within(tx, accept) : accept());
      if (accepted === PRICING_UNKNOWN || accepted === KEY_DUE) return accepted;
      if (sale.sandbox && !accepted.replayed) {
        return { vend: await this.answerInSandbox.execute(tx, accepted.vend), replayed: false, settlement: undefined };
      }
      const settlement = accepted.replayed ? undefined : this.settlements.afterCommit(tx, accepted.vend.vendId);
      // a seller with too many that wait is answered without it; then nobody is left to hear that it failed
      settlement?.catch(() => undefined);
      return { ...accepted, settlement };
    });
  }

  /** The vend with the vault's answer, or as it is where that takes too long. */
  private async settled(utility: string, { vend, settlement }: AwaitedVend): Promise<Vend> {
    if (isSettled(vend)) return vend;
    const answer = settlement ?? this.settlements.of(utility, vend.vendId);
    void this.hurryToken.execute(utility, vend, answer);
    return (await answer) ?? vend;
  }
}
