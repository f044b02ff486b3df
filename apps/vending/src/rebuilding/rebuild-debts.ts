import type { Tx } from '@openprepay/persistence/tx';
import type { AccountPricingRepository } from '../pricing/account-pricing.repository.js';
import type { DebtRepository, PaidDebts } from '../pricing/debt.repository.js';

/**
 * Debts that customers have paid of, and that are newer than the backup: billing tells of them once more when the service has started, and
 * must find what was paid.
 */
export class RebuildDebts {
  constructor(
    private readonly accounts: AccountPricingRepository,
    private readonly debts: DebtRepository,
  ) {}

  /** Once for what is then recovered of them. */
  async execute(tx: Tx, accountNumber: string | undefined, paid: PaidDebts): Promise<void> {
    if (accountNumber === undefined || paid.debts.length === 0) return;
    await this.accounts.foresee(tx, accountNumber, paid.currency);
    await this.debts.foresee(tx, accountNumber, paid);
  }
}
