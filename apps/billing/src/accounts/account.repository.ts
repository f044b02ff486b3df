import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { isUniqueViolation } from '@openprepay/persistence/unique-violation';
import { BillingError } from '../billing-error.js';
import type { Account } from './account.js';

interface AccountRecord {
  readonly account_number: string;
  readonly name: string;
  readonly tariff_code: string | null;
  readonly currency: string;
  readonly pricing_revision: number;
  readonly opened_at: Date;
}

const columns = 'account_number, name, tariff_code, currency, pricing_revision, opened_at';

export class AccountRepository {
  /** @throws {BillingError} `billing.account_exists` */
  async insert(tx: Tx, account: Account): Promise<void> {
    await sql(tx, `insert into account (utility, ${columns}) values ($1, $2, $3, $4, $5, $6, $7)`, [
      tx.utility,
      account.accountNumber,
      account.name,
      account.tariffCode ?? null,
      account.currency,
      account.pricingRevision,
      account.openedAt,
    ]).catch((cause: unknown) => {
      if (!isUniqueViolation(cause)) throw cause;
      throw new BillingError('billing.account_exists', `account ${account.accountNumber} exists`, { cause });
    });
  }

  async find(tx: Tx, accountNumber: string, lock: '' | 'for update' = ''): Promise<Account | undefined> {
    const [row] = await sql<AccountRecord>(tx, `select ${columns} from account where utility = $1 and account_number = $2 ${lock}`, [
      tx.utility,
      accountNumber,
    ]);
    return row && fromRecord(row);
  }

  /** @throws {BillingError} `billing.account_unknown` */
  async require(tx: Tx, accountNumber: string, lock: '' | 'for update' = ''): Promise<Account> {
    const account = await this.find(tx, accountNumber, lock);
    if (!account) throw new BillingError('billing.account_unknown', `there is no account ${accountNumber}`);
    return account;
  }

  async list(tx: Tx, after: string | undefined, limit: number): Promise<readonly Account[]> {
    const rows = await sql<AccountRecord>(
      tx,
      `select ${columns} from account where utility = $1 and ($2::text is null or account_number > $2) order by account_number limit $3`,
      [tx.utility, after ?? null, limit],
    );
    return rows.map(fromRecord);
  }

  /** Counts a change of what the account's vends are priced by; the row must be locked. */
  async changePricing(tx: Tx, account: Account): Promise<Account> {
    const changed = { ...account, pricingRevision: account.pricingRevision + 1 };
    await sql(tx, 'update account set tariff_code = $3, pricing_revision = $4 where utility = $1 and account_number = $2', [
      tx.utility,
      changed.accountNumber,
      changed.tariffCode ?? null,
      changed.pricingRevision,
    ]);
    return changed;
  }

  /** Notes that vending prices by this revision; an older note never overwrites a newer. */
  async noteApplied(tx: Tx, accountNumber: string, revision: number): Promise<void> {
    await sql(tx, 'update account set applied_revision = greatest(applied_revision, $3) where utility = $1 and account_number = $2', [
      tx.utility,
      accountNumber,
      revision,
    ]);
  }

  async appliedRevision(tx: Tx, accountNumber: string): Promise<number> {
    const [row] = await sql<{ applied_revision: number }>(
      tx,
      'select applied_revision from account where utility = $1 and account_number = $2',
      [tx.utility, accountNumber],
    );
    return row?.applied_revision ?? 0;
  }
}

const fromRecord = (row: AccountRecord): Account => ({
  accountNumber: row.account_number,
  name: row.name,
  ...(row.tariff_code === null ? {} : { tariffCode: row.tariff_code }),
  currency: row.currency,
  pricingRevision: row.pricing_revision,
  openedAt: row.opened_at,
});
