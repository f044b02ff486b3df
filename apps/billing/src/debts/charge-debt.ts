import { BillingError } from '../billing-error.js';
import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { moneyMinor, sum } from '@openprepay/quantities';
import type { AccountRepository } from '../accounts/account.repository.js';
import type { JournalRepository } from '../ledger/journal.repository.js';
import { checkSharesTogether, type Debt, type DebtRecovery, readAmount, readShare } from './debt.js';
import type { DebtRepository } from './debt.repository.js';
import { debtEntry } from './debt-entry.js';
import type { SettleDebts } from './settle-debts.js';

export interface ChargeDebtCommand {
  readonly accountNumber: string;
  readonly code: string;
  /** Decimal amount in the account's currency. */
  readonly outstanding: string;
  readonly recovery: { readonly share: string } | { readonly amount: string };
}

export interface ChargedDebt {
  readonly debt: Debt;
  /** The revision of the account's pricing that has it. */
  readonly pricingRevision: number;
}

/**
 * Puts a debt on an account: booked, paid out of the account's credit as far as that goes, and taken off its vends from then on,
 * after the debts that were there before.
 */
export class ChargeDebt {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: AccountRepository,
    private readonly debts: DebtRepository,
    private readonly journal: JournalRepository,
    private readonly settleDebts: SettleDebts,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws {BillingError} `billing.account_unknown`, `billing.debt_exists`, `billing.amount_invalid`, `billing.share_invalid`,
   *   `billing.shares_take_whole_tender`
   */
  async execute(caller: Principal, { accountNumber, code, outstanding, recovery }: ChargeDebtCommand): Promise<ChargedDebt> {
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const account = await this.accounts.lock(tx, accountNumber);
      const open = await this.debts.openOfAccount(tx, accountNumber);
      // What was paid may be owed again beside a newer one, where its vend is taken back; nobody charges a second one.
      if (open.some((one) => one.code === code))
        throw new BillingError('billing.debt_exists', `account ${accountNumber} has an open debt ${code} already`);
      const debt: Debt = {
        id: this.clock.newId(),
        accountNumber,
        code,
        position: (await this.debts.lastPosition(tx, accountNumber)) + 1,
        currency: account.currency,
        chargedMinor: readAmount(outstanding, account.currency),
        settledElsewhereMinor: moneyMinor(0n),
        recoveredMinor: moneyMinor(0n),
        recovery: readRecovery(recovery, account.currency),
        incurredAt: this.clock.now(),
      };
      await this.debts.insert(tx, debt);
      checkSharesTogether([...open, debt]);
      const entry = debtEntry(debt, this.clock.newId());
      await this.journal.post(tx, [entry]);

      const settled = await this.settleDebts.execute(tx, {
        account,
        paidMinor: moneyMinor(0n),
        cause: entry.reference,
        changed: true,
      });
      const ofCredit = sum(settled.settlements.filter(({ debtId }) => debtId === debt.id).map(({ amountMinor }) => amountMinor));
      return { debt: { ...debt, settledElsewhereMinor: ofCredit }, pricingRevision: settled.account.pricingRevision };
    });
  }
}

const readRecovery = (recovery: ChargeDebtCommand['recovery'], currency: string): DebtRecovery =>
  'share' in recovery ? { share: readShare(recovery.share) } : { amountMinor: readAmount(recovery.amount, currency) };
