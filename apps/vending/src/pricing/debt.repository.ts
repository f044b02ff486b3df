import { columnsOf, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { moneyMinor } from '@openprepay/quantities';
import type { DebtTaken } from '@openprepay/tariffs';
import { DebtRow } from './debt.row.js';
import type { AccountPricing, KnownDebt } from './account-pricing.js';

export interface PaidDebts {
  readonly currency: string;
  readonly debts: readonly DebtTaken[];
}

/** Debts are locked in the order of their ids, by whoever locks them: an account's meters share them. */
export class DebtRepository {
  /** An account's debts in priority order, kept from other vends until the transaction ends. */
  async lockOfAccount(tx: Tx, accountNumber: string): Promise<readonly KnownDebt[]> {
    return this.ofAccount(tx, accountNumber, 'for update');
  }

  /** As `lockOfAccount`, for accounts of which nobody else has a debt; the others are left out, and none is waited for. */
  async lockFree(tx: Tx, accountNumbers: readonly string[]): Promise<ReadonlyMap<string, readonly KnownDebt[]>> {
    const rows = await sql<DebtRow & { readonly listed: number }>(tx, LOCK_FREE, [tx.utility, accountNumbers]);
    const free = new Map(accountNumbers.map((account) => [account, rows.filter(({ accountNumber }) => accountNumber === account)]));
    return new Map([...free].filter(([, own]) => own[0]?.listed === own.length).map(([account, own]) => [account, inPriority(own)]));
  }

  /** As they are, for a price that nothing is sold at. */
  async readOfAccount(tx: Tx, accountNumber: string): Promise<readonly KnownDebt[]> {
    return this.ofAccount(tx, accountNumber, '');
  }

  private async ofAccount(tx: Tx, accountNumber: string, lock: 'for update' | ''): Promise<readonly KnownDebt[]> {
    const rows = await sql<DebtRow>(
      tx,
      `select ${columnsOf(DebtRow, 'd')} from debt d
       where d.utility = $1 and d.account_number = $2 and d.position is not null order by d.debt_id ${lock}`,
      [tx.utility, accountNumber],
    );
    return inPriority(rows);
  }

  /** What was paid of them is outstanding no more; they are locked. */
  async recover(tx: Tx, accountNumber: string, paid: readonly DebtTaken[]): Promise<void> {
    await this.change(tx, accountNumber, { debts: paid, sign: '+' });
  }

  /** What a vend had recovered is outstanding again. */
  async giveBack(tx: Tx, accountNumber: string, debts: readonly DebtTaken[]): Promise<void> {
    await this.change(tx, accountNumber, { debts, sign: '-' });
  }

  private async change(
    tx: Tx,
    accountNumber: string,
    { debts, sign }: { readonly debts: readonly DebtTaken[]; readonly sign: '+' | '-' },
  ): Promise<void> {
    for (const { debtId, amountMinor } of debts.toSorted((left, right) => (left.debtId < right.debtId ? -1 : 1))) {
      await sql(
        tx,
        `update debt set recovered_minor = recovered_minor ${sign} $4 where utility = $1 and account_number = $2 and debt_id = $3`,
        [tx.utility, accountNumber, debtId, amountMinor.toString()],
      );
    }
  }

  /**
   * Has a place for what was paid of debts that billing has not told of yet. They are not listed, so that no vend takes anything of them
   * before; of those that it lists nothing changes.
   */
  async foresee(tx: Tx, accountNumber: string, { currency, debts }: PaidDebts): Promise<void> {
    const paid = debts.map(({ debtId, code, amountMinor }) => ({ debt_id: debtId, code, amount: amountMinor.toString() }));
    await sql(tx, FORESEE, [tx.utility, accountNumber, JSON.stringify(paid), currency]);
  }

  /** Takes over billing's list of an account's debts. What was recovered stays; one that is no longer listed is no longer recovered. */
  async replace(tx: Tx, { accountNumber, currency, debts }: AccountPricing): Promise<void> {
    const listed = debts
      .map((debt, position) => ({
        debt_id: debt.debtId,
        code: debt.code,
        position,
        charged_minor: debt.chargedMinor.toString(),
        settled_elsewhere_minor: debt.settledElsewhereMinor.toString(),
        recovery_share: 'share' in debt.recovery ? debt.recovery.share : null,
        recovery_amount_minor: 'amountMinor' in debt.recovery ? debt.recovery.amountMinor.toString() : null,
      }))
      .toSorted((left, right) => (left.debt_id < right.debt_id ? -1 : 1));
    await sql(tx, 'select 1 from debt where utility = $1 and account_number = $2 order by debt_id for update', [tx.utility, accountNumber]);
    await sql(
      tx,
      'update debt set position = null where utility = $1 and account_number = $2 and position is not null and debt_id <> all($3)',
      [tx.utility, accountNumber, listed.map((debt) => debt.debt_id)],
    );
    if (listed.length > 0) await sql(tx, UPSERT, [tx.utility, accountNumber, JSON.stringify(listed), currency]);
  }
}

const LOCK_FREE = `
  select ${columnsOf(DebtRow, 'd')}, n.listed from debt d
  join (select account_number, count(*)::int as listed from debt
        where utility = $1 and account_number = any($2) and position is not null group by account_number) n using (account_number)
  where d.utility = $1 and d.account_number = any($2) and d.position is not null
  for update of d skip locked`;

const inPriority = (rows: readonly DebtRow[]): readonly KnownDebt[] =>
  rows.toSorted((left, right) => (left.position ?? 0) - (right.position ?? 0)).map(fromRow);

const UPSERT = `
  insert into debt (utility, account_number, currency, debt_id, code, position, charged_minor, settled_elsewhere_minor, recovery_share, recovery_amount_minor)
  select $1, $2, $4, t.* from jsonb_to_recordset($3::jsonb) as t(debt_id uuid, code text, position integer, charged_minor numeric,
    settled_elsewhere_minor numeric, recovery_share text, recovery_amount_minor numeric)
  on conflict (utility, account_number, debt_id) do update set code = excluded.code, position = excluded.position,
    charged_minor = excluded.charged_minor, settled_elsewhere_minor = excluded.settled_elsewhere_minor,
    recovery_share = excluded.recovery_share, recovery_amount_minor = excluded.recovery_amount_minor`;

/** At least what was paid of it was charged; how much, and how it is recovered, billing will tell. */
const FORESEE = `
  insert into debt (utility, account_number, currency, debt_id, code, charged_minor, settled_elsewhere_minor, recovery_amount_minor)
  select $1, $2, $4, t.debt_id, t.code, t.amount, 0, 0 from jsonb_to_recordset($3::jsonb) as t(debt_id uuid, code text, amount numeric)
  order by t.debt_id
  on conflict (utility, account_number, debt_id) do update set charged_minor = debt.charged_minor + excluded.charged_minor
  where debt.position is null`;

const fromRow = (row: DebtRow): KnownDebt => ({
  debtId: row.debtId,
  code: row.code,
  currency: row.currency,
  chargedMinor: moneyMinor(BigInt(row.chargedMinor)),
  settledElsewhereMinor: moneyMinor(BigInt(row.settledElsewhereMinor)),
  recoveredMinor: moneyMinor(BigInt(row.recoveredMinor)),
  recovery: row.recoveryShare === null ? { amountMinor: moneyMinor(BigInt(row.recoveryAmountMinor ?? '0')) } : { share: row.recoveryShare },
});
