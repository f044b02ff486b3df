import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { isUniqueViolation } from '@openprepay/persistence/unique-violation';
import { moneyMinor, type MoneyMinor } from '@openprepay/quantities';
import { BillingError } from '../billing-error.js';
import type { Debt, DebtRecovery } from './debt.js';

interface DebtRecord {
  readonly id: string;
  readonly account_number: string;
  readonly code: string;
  readonly position: number;
  readonly currency: string;
  readonly charged_minor: string;
  readonly settled_elsewhere_minor: string;
  readonly recovered_minor: string;
  readonly recovery_share: string | null;
  readonly recovery_amount_minor: string | null;
  readonly incurred_at: Date;
}

const OPEN_CODE = 'debt_open_code';

export class DebtRepository {
  /** @throws {BillingError} `billing.debt_exists` where a debt of that code is still open on the account */
  async insert(tx: Tx, debt: Debt): Promise<void> {
    await sql(
      tx,
      `insert into debt (id, utility, account_number, code, position, currency, charged_minor, recovery_share, recovery_amount_minor, incurred_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        debt.id,
        tx.utility,
        debt.accountNumber,
        debt.code,
        debt.position,
        debt.currency,
        debt.chargedMinor.toString(),
        'share' in debt.recovery ? debt.recovery.share : null,
        'amountMinor' in debt.recovery ? debt.recovery.amountMinor.toString() : null,
        debt.incurredAt,
      ],
    ).catch((cause: unknown) => {
      if (!isUniqueViolation(cause, OPEN_CODE)) throw cause;
      throw new BillingError('billing.debt_exists', `account ${debt.accountNumber} has an open debt ${debt.code} already`, { cause });
    });
  }

  /** In the order of recovery, settled ones too: vending tells by the amounts. */
  async ofAccount(tx: Tx, accountNumber: string): Promise<readonly Debt[]> {
    const rows = await sql<DebtRecord>(tx, 'select * from debt where utility = $1 and account_number = $2 order by position', [
      tx.utility,
      accountNumber,
    ]);
    return rows.map(fromRecord);
  }

  /**
   * Adds what vends recovered, one statement for many.
   *
   * @throws {BillingError} `billing.debt_unknown` where one of the debts is not this utility's
   */
  async addRecovered(tx: Tx, recovered: ReadonlyMap<string, MoneyMinor>): Promise<void> {
    if (recovered.size === 0) return;
    // Rows in id order: two batches that share debts never wait for each other crosswise.
    const ids = [...recovered.keys()].sort();
    const changed = await sql<{ id: string }>(
      tx,
      `with locked as (select id from debt where utility = $1 and id = any($2::uuid[]) order by id for update)
       update debt set recovered_minor = debt.recovered_minor + paid.amount
         from unnest($2::uuid[], $3::numeric[]) as paid (id, amount), locked where debt.id = paid.id and debt.id = locked.id
       returning debt.id`,
      [tx.utility, ids, ids.map((id) => recovered.get(id)?.toString())],
    );
    const known = new Set(changed.map(({ id }) => id));
    const unknown = ids.find((id) => !known.has(id));
    if (unknown !== undefined) throw new BillingError('billing.debt_unknown', `there is no debt ${unknown}`);
  }
}

const recoveryOf = (row: DebtRecord): DebtRecovery =>
  row.recovery_share === null ? { amountMinor: moneyMinor(BigInt(row.recovery_amount_minor ?? '0')) } : { share: row.recovery_share };

const fromRecord = (row: DebtRecord): Debt => ({
  id: row.id,
  accountNumber: row.account_number,
  code: row.code,
  position: row.position,
  currency: row.currency,
  chargedMinor: moneyMinor(BigInt(row.charged_minor)),
  settledElsewhereMinor: moneyMinor(BigInt(row.settled_elsewhere_minor)),
  recoveredMinor: moneyMinor(BigInt(row.recovered_minor)),
  recovery: recoveryOf(row),
  incurredAt: row.incurred_at,
});
