import { present } from '@openprepay/contracts/present';
import { columnsOf, entities, sql, unnested } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { isUniqueViolation } from '@openprepay/persistence/unique-violation';
import { moneyMinor, type MoneyMinor } from '@openprepay/quantities';
import { BillingError } from '../billing-error.js';
import type { Account } from './account.js';
import { AccountRow } from './account.row.js';

const ACCOUNT_NUMBER = 'account_pkey';

export interface NamedAccount {
  readonly account: Account;
  /** What it is found by. */
  readonly nameKey: string;
}

export class AccountRepository {
  /** @throws {BillingError} `billing.account_exists` */
  async insert(tx: Tx, account: Account): Promise<void> {
    await entities(tx)
      .insert(AccountRow, { ...account, creditMinor: account.creditMinor.toString(), utility: tx.utility })
      .catch((cause: unknown) => {
        if (!isUniqueViolation(cause, ACCOUNT_NUMBER)) throw cause;
        throw new BillingError('billing.account_exists', `account ${account.accountNumber} exists`, { cause });
      });
  }

  /** Opens accounts together, each number once. @returns the numbers of those that were not there */
  async insertNew(tx: Tx, accounts: readonly Account[]): Promise<ReadonlySet<string>> {
    const rows = await sql<{ readonly accountNumber: string }>(
      tx,
      `insert into account (utility, account_number, name, tariff_code, currency, pricing_revision, credit_minor, opened_at)
       select $1, * from ${unnested(2, 'text', 'text', 'text', 'text', 'int', 'numeric', 'timestamptz')}
       on conflict on constraint ${ACCOUNT_NUMBER} do nothing returning account_number as "accountNumber"`,
      [
        ...[tx.utility, accounts.map(({ accountNumber }) => accountNumber), accounts.map(({ name }) => name)],
        ...[accounts.map(({ tariffCode }) => tariffCode ?? null), accounts.map(({ currency }) => currency)],
        ...[accounts.map(({ pricingRevision }) => pricingRevision), accounts.map(({ creditMinor }) => creditMinor.toString())],
        accounts.map(({ openedAt }) => openedAt),
      ],
    );
    return new Set(rows.map(({ accountNumber }) => accountNumber));
  }

  /** @throws {BillingError} `billing.account_unknown` */
  async require(tx: Tx, accountNumber: string): Promise<Account> {
    return known(accountNumber, await entities(tx).findOneBy(AccountRow, { utility: tx.utility, accountNumber }));
  }

  /**
   * Locks the account: whatever changes its pricing does so one after the other.
   *
   * @throws {BillingError} `billing.account_unknown`
   */
  async lock(tx: Tx, accountNumber: string): Promise<Account> {
    const [row] = await sql<AccountRow>(
      tx,
      `select ${columnsOf(AccountRow, 'a')} from account a where a.utility = $1 and a.account_number = $2 for update`,
      [tx.utility, accountNumber],
    );
    return known(accountNumber, row);
  }

  async list(tx: Tx, after: string | undefined, limit: number): Promise<readonly Account[]> {
    const rows = await sql<AccountRow>(
      tx,
      `select ${columnsOf(AccountRow, 'a')} from account a
        where a.utility = $1 and ($2::text is null or a.account_number > $2) order by a.account_number limit $3`,
      [tx.utility, after ?? null, limit],
    );
    return rows.map(fromRow);
  }

  /** Whose names begin with that, by name, with what each is found by. */
  async listByName(
    tx: Tx,
    {
      prefix,
      after,
      limit,
    }: { readonly prefix: string; readonly after: readonly [nameKey: string, accountNumber: string] | undefined; readonly limit: number },
  ): Promise<readonly NamedAccount[]> {
    const rows = await sql<AccountRow & { readonly nameKey: string }>(
      tx,
      `select ${columnsOf(AccountRow, 'a')}, a.name_key as "nameKey" from account a
        where a.utility = $1 and a.name_key >= lower($2) and a.name_key < lower($2) || chr(1114111)
          and ($3::text is null or (a.name_key, a.account_number) > ($3::text collate "C", $4))
        order by a.name_key, a.account_number limit $5`,
      [tx.utility, prefix, after?.[0] ?? null, after?.[1] ?? null, limit],
    );
    return rows.map(({ nameKey, ...row }) => ({ account: fromRow(row), nameKey }));
  }

  /** Counts a change of what the account's vends are priced by; the row must be locked. */
  async changePricing(tx: Tx, account: Account): Promise<Account> {
    const changed = { ...account, pricingRevision: account.pricingRevision + 1 };
    const { accountNumber, tariffCode, pricingRevision } = changed;
    await entities(tx).update(AccountRow, { utility: tx.utility, accountNumber }, { tariffCode: tariffCode ?? null, pricingRevision });
    return changed;
  }

  /** What is left of the account's credit; the row must be locked. */
  async setCredit(tx: Tx, account: Account, creditMinor: MoneyMinor): Promise<Account> {
    const { accountNumber } = account;
    await entities(tx).update(AccountRow, { utility: tx.utility, accountNumber }, { creditMinor: creditMinor.toString() });
    return { ...account, creditMinor };
  }

  /** Notes that vending prices by this revision; an older note never overwrites a newer. */
  async noteApplied(tx: Tx, accountNumber: string, revision: number): Promise<void> {
    await sql(tx, 'update account set applied_revision = greatest(applied_revision, $3) where utility = $1 and account_number = $2', [
      tx.utility,
      accountNumber,
      revision,
    ]);
  }

  /** @returns the newest revision that vending is known to price by, 0 where it is none */
  async appliedRevision(tx: Tx, accountNumber: string): Promise<number> {
    const row = await entities(tx).findOneBy(AccountRow, { utility: tx.utility, accountNumber });
    return row?.appliedRevision ?? 0;
  }
}

function known(accountNumber: string, row: AccountRow | null | undefined): Account {
  if (!row) throw new BillingError('billing.account_unknown', `there is no account ${accountNumber}`);
  return fromRow(row);
}

const fromRow = ({ tariffCode, creditMinor, ...row }: AccountRow): Account => {
  const { accountNumber, name, currency, pricingRevision, openedAt } = row;
  const credit = moneyMinor(BigInt(creditMinor));
  return present({ accountNumber, name, tariffCode: tariffCode ?? undefined, currency, creditMinor: credit, pricingRevision, openedAt });
};
