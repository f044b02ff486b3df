import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import type { Page } from '@openprepay/persistence/page';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { MoneyMinor } from '@openprepay/quantities';
import type { AccountRepository } from '../accounts/account.repository.js';
import type { BalanceRepository } from './balance.repository.js';
import type { BookedEntry } from './journal-entry.js';
import type { JournalRepository } from './journal.repository.js';
import { journalPage, journalWindow } from './journal-page.js';
import { ledgerAccounts } from './ledger-accounts.js';

export interface Ledger {
  readonly currency: string;
  /** What the customer owes: debts charged less what has been recovered of them. */
  readonly balanceMinor: MoneyMinor;
  readonly entries: Page<BookedEntry>;
}

/** An account's ledger, oldest entry first, with its balance as of the same instant. */
export class ReadLedger {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: AccountRepository,
    private readonly balances: BalanceRepository,
    private readonly journal: JournalRepository,
  ) {}

  /** @throws {BillingError} `billing.account_unknown`; `request.cursor_invalid` */
  async execute(caller: Principal, { accountNumber, ...query }: PageQuery & { readonly accountNumber: string }): Promise<Ledger> {
    const window = journalWindow(query);
    const read = async (tx: Tx): Promise<Ledger> => {
      const { currency } = await this.accounts.require(tx, accountNumber);
      const balanceMinor = await this.balances.balance(tx, ledgerAccounts.customer(accountNumber), currency);
      const entries = await this.journal.list(tx, { accountNumber, ...window });
      return { currency, balanceMinor, entries: journalPage(entries, query.limit) };
    };
    return this.unitOfWork.run(caller.utility, read, { oneSnapshot: true });
  }
}
