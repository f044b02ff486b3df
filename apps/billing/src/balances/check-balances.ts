import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { formatMoney } from '@openprepay/quantities';
import { apart } from '@openprepay/runtime/apart';
import type { Logger } from '@openprepay/runtime/logger';
import type { Period } from '../calendar/period.js';
import { addTotals, differencesOf, type FoundDifference, type Totals } from './balance-difference.js';
import type { BalanceCheckRepository } from './balance-check.repository.js';
import type { BalanceDifferenceRepository } from './balance-difference.repository.js';
import type { BalanceMetrics } from './balances-metrics.js';

/** How often each utility's balances are compared with the lines. */
const EVERY_MS = 86_400_000;
/** Entries, and customers, that one statement adds up. */
const STRETCH_ENTRIES = 5_000;
const STRETCH_CUSTOMERS = 500;

/** Compares the balances that are kept with the lines of the journal. A difference is kept and shown until they agree again. */
export class CheckBalances {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly checks: BalanceCheckRepository,
    private readonly differences: BalanceDifferenceRepository,
    private readonly metrics: BalanceMetrics,
    private readonly logger: Logger,
    private readonly clock: Clock,
  ) {}

  /** What fails for one utility keeps no other waiting. */
  async execute(): Promise<void> {
    const now = this.clock.now();
    const before = new Date(now.getTime() - EVERY_MS);
    const due = await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.checks.due(tx, before));
    for (const utility of due)
      await apart(this.logger, { task: 'balances', utility }, async () => {
        if (await this.unitOfWork.run(utility, (tx) => this.checks.begin(tx, { now, before }))) await this.check(utility);
      });
    this.metrics.open(await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.differences.open(tx)));
  }

  private async check(utility: string): Promise<void> {
    const found = [...(await this.customers(utility)), ...(await this.unitOfWork.run(utility, (tx) => this.checks.control(tx)))];
    for (const period of await this.unitOfWork.run(utility, (tx) => this.checks.periods(tx)))
      found.push(...(await this.general(utility, period)));
    await this.unitOfWork.run(utility, (tx) => this.note(tx, found));
  }

  /** The general ledger of a period: its entries in stretches, and the last of them together with what is kept. */
  private async general(utility: string, period: Period): Promise<readonly FoundDifference[]> {
    const booked: Totals = new Map();
    for (let afterNumber = 0; ;) {
      const stretch = { period, afterNumber, limit: STRETCH_ENTRIES };
      const { totals, through } = await this.unitOfWork.run(utility, (tx) => this.checks.booked(tx, stretch));
      addTotals(booked, totals);
      if (through !== undefined) afterNumber = through;
      else {
        const rest = await this.unitOfWork.run(utility, (tx) => this.checks.rest(tx, { period, afterNumber }));
        addTotals(booked, rest.booked);
        const kept: Totals = new Map();
        addTotals(kept, rest.kept);
        return differencesOf(period, booked, kept);
      }
    }
  }

  private async customers(utility: string): Promise<readonly FoundDifference[]> {
    const found: FoundDifference[] = [];
    for (let after = ''; ;) {
      const page = { after, limit: STRETCH_CUSTOMERS };
      const { through, differences } = await this.unitOfWork.run(utility, (tx) => this.checks.customers(tx, page));
      if (through === undefined) return found;
      found.push(...differences);
      after = through;
    }
  }

  private async note(tx: Tx, found: readonly FoundDifference[]): Promise<void> {
    const foundAt = this.clock.now();
    for (const difference of found) {
      if (!(await this.differences.note(tx, { ...difference, id: this.clock.newId(), foundAt }))) continue;
      const { account, currency, period, keptMinor, bookedMinor } = difference;
      const amounts = { kept: formatMoney(keptMinor, currency), booked: formatMoney(bookedMinor, currency), currency };
      this.logger.error({ utility: tx.utility, account, period, ...amounts }, 'a balance differs from the lines of the journal');
    }
    await this.differences.resolveOthers(tx, found, foundAt);
  }
}
