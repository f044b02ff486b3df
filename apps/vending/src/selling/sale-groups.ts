import { setImmediate } from 'node:timers/promises';
import type { Caused } from '@openprepay/messaging/outbox';
import { currentTraceparent } from '@openprepay/messaging/trace';
import { asNow } from '@openprepay/pace/async-variable';
import { pause } from '@openprepay/pace/pause';
import { restAfter } from '@openprepay/pace/rest-after';
import { isDatabaseOutage } from '@openprepay/persistence/outage';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { VendSettlements } from '../settling/vend-settlements.js';
import { type SettledVend, sellerName, type Vend } from '../vend/vend.js';
import type { AcceptGroup, GroupOutcome } from './accept-group.js';
import { PRICING_UNKNOWN, type PricingUnknown } from './price-vend.js';
import { type LinedUp, SaleLine } from './sale-line.js';
import type { Sale } from './sale.js';
import type { SellerTurns } from './seller-turns.js';
import type { SellingMetrics } from './selling-metrics.js';

/** Sales of one transaction: more make it hold its locks for longer than the shared statements save. */
const MAX_GROUP_SALES = 64;
/** Of a request that came without a trace: it must not get that of whoever the group runs for. */
const NO_TRACE = '';

/** Nothing was sold: the sale needs what only a transaction of its own gives. */
export const ALONE = 'alone';

/** A vend that a group has made, and the answer that is listened for since its transaction committed. */
export interface GroupedVend {
  readonly vend: Vend;
  readonly replayed: false;
  readonly settlement: Promise<SettledVend | undefined>;
}

export type GroupAnswer = GroupedVend | PricingUnknown | typeof ALONE;

interface WaitingSale extends LinedUp {
  readonly sale: Caused<Sale>;
  /** Runs in the context of the request. */
  readonly within: <T>(work: () => T) => T;
  readonly answer: (answer: GroupAnswer) => void;
  readonly refuse: (error: unknown) => void;
}

/**
 * Sales of one utility that come together share a transaction. While one is under way the next group gathers, and where many come for as
 * long again (`restAfter`): whoever sells alone or with a few, after a few, is sold to at once, and the more come the more they share.
 */
export class SaleGroups {
  private readonly lines = new Map<string, SaleLine<WaitingSale>>();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly acceptGroup: AcceptGroup,
    private readonly settlements: VendSettlements,
    private readonly turns: SellerTurns,
    private readonly metrics: SellingMetrics,
  ) {}

  /**
   * Sells in the next group.
   * @returns `ALONE` where nothing was sold, since the sale needs what only a transaction of its own gives
   * @throws {VendingError} what the price is refused for; and as the database does where it is away
   */
  take(utility: string, sale: Sale): Promise<GroupAnswer> {
    const seller = sellerName(sale.seller);
    return new Promise((answer, refuse) => {
      this.lineUp(utility, {
        seller,
        meterNumber: sale.request.meterNumber,
        key: `${seller} ${sale.idempotencyKey}`,
        sale: { ...sale, cause: currentTraceparent() ?? NO_TRACE },
        within: asNow(),
        answer,
        refuse,
      });
    });
  }

  private lineUp(utility: string, sale: WaitingSale): void {
    const line = this.lines.get(utility) ?? new SaleLine<WaitingSale>();
    line.add(sale);
    if (this.lines.has(utility)) return;
    this.lines.set(utility, line);
    void this.sellAll(utility, line);
  }

  /** One group after the other. Never rejects: what fails is told to those whose sale it was. */
  private async sellAll(utility: string, line: SaleLine<WaitingSale>): Promise<void> {
    do {
      // whatever else arrives in this very moment comes along
      await setImmediate();
      const restMs = await this.turns.take(`group of ${utility}`, () => this.sellNext(utility, line));
      if (restMs > 0) await pause(restMs);
    } while (!line.isEmpty);
    this.lines.delete(utility);
  }

  /** @returns how long the next group gathers, in milliseconds */
  private async sellNext(utility: string, line: SaleLine<WaitingSale>): Promise<number> {
    const began = performance.now();
    const group = line.next(MAX_GROUP_SALES);
    line.putBack(await this.sell(utility, group));
    return restAfter(group.length, performance.now() - began);
  }

  /** @returns those that must wait for the next group */
  private async sell(utility: string, group: readonly WaitingSale[]): Promise<readonly WaitingSale[]> {
    try {
      const accept = (): Promise<readonly Told[]> => this.unitOfWork.run(utility, (tx) => this.accept(tx, group));
      const outcomes = await group[0]!.within(accept);
      this.metrics.group(group.length);
      return group.filter((sale, nth) => !tell(sale, outcomes[nth]!));
    } catch (error) {
      this.metrics.givenUp();
      // what the database does to many it may not do to one; where it is away it is away for each
      const away = isDatabaseOutage(error);
      for (const { answer, refuse } of group) {
        if (away) refuse(error);
        else answer(ALONE);
      }
      return [];
    }
  }

  /** Within the transaction somebody is set to listen for each vend's token, who starts as it commits. */
  private async accept(tx: Tx, group: readonly WaitingSale[]): Promise<readonly Told[]> {
    const outcomes = await this.acceptGroup.execute(
      tx,
      group.map(({ sale }) => sale),
    );
    return outcomes.map((outcome) => {
      if (outcome.kind !== 'accepted') return outcome;
      const settlement = this.settlements.afterCommit(tx, outcome.vend.vendId);
      // a seller with too many that wait is answered without it; then nobody is left to hear that it failed
      settlement.catch(() => undefined);
      return { kind: 'accepted', vend: outcome.vend, settlement };
    });
  }
}

type Told =
  | Exclude<GroupOutcome, { readonly kind: 'accepted' }>
  | { readonly kind: 'accepted'; readonly vend: Vend; readonly settlement: GroupedVend['settlement'] };

/** @returns whether that was its answer */
function tell({ answer, refuse }: WaitingSale, outcome: Told): boolean {
  switch (outcome.kind) {
    case 'accepted':
      answer({ vend: outcome.vend, replayed: false, settlement: outcome.settlement });
      return true;
    case 'refused':
      refuse(outcome.refusal);
      return true;
    case 'pricing-unknown':
      answer(PRICING_UNKNOWN);
      return true;
    case 'alone':
      answer(ALONE);
      return true;
    case 'later':
      return false;
  }
}
