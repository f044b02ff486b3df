import { columnsOf, entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { isUniqueViolation } from '@openprepay/persistence/unique-violation';
import { formatMoney, moneyMinor, type MoneyMinor } from '@openprepay/quantities';
import { BillingError } from '../billing-error.js';
import { type Debt, type DebtRecovery, outstandingMinor } from './debt.js';
import { DebtRow } from './debt.row.js';

const OPEN_CODE = 'debt_open_code';

export class DebtRepository {
  /** @throws {BillingError} `billing.debt_exists` where a debt of that code is still open on the account */
  async insert(tx: Tx, debt: Debt): Promise<void> {
    await entities(tx)
      .insert(DebtRow, toRow(tx.utility, debt))
      .catch((cause: unknown) => {
        if (!isUniqueViolation(cause, OPEN_CODE)) throw cause;
        throw new BillingError('billing.debt_exists', `account ${debt.accountNumber} has an open debt ${debt.code} already`, { cause });
      });
  }

  /** In the order of recovery, settled ones too: vending tells by the amounts. */
  async ofAccount(tx: Tx, accountNumber: string): Promise<readonly Debt[]> {
    const rows = await sql<DebtRow>(
      tx,
      `select ${columnsOf(DebtRow, 'd')} from debt d where d.utility = $1 and d.account_number = $2 order by d.position`,
      [tx.utility, accountNumber],
    );
    return rows.map(fromRow);
  }

  /**
   * Adds what vends recovered, one statement for many.
   *
   * @throws {BillingError} `billing.debt_unknown` where one of the debts is not this utility's, `billing.debt_overrecovered` where more
   *   would have been recovered of it than was charged
   */
  async addRecovered(tx: Tx, recovered: ReadonlyMap<string, MoneyMinor>): Promise<void> {
    if (recovered.size === 0) return;
    // Rows in id order: two batches that share debts never wait for each other crosswise.
    const ids = [...recovered.keys()].sort();
    const changed = await sql<{ id: string }>(
      tx,
      `with locked as (select id from debt where utility = $1 and id = any($2::uuid[]) order by id for update)
       update debt set recovered_minor = debt.recovered_minor + paid.amount
         from unnest($2::uuid[], $3::numeric[]) as paid (id, amount), locked
        where debt.utility = $1 and debt.id = paid.id and debt.id = locked.id
          and debt.settled_elsewhere_minor + debt.recovered_minor + paid.amount <= debt.charged_minor
       returning debt.id`,
      [tx.utility, ids, ids.map((id) => recovered.get(id)?.toString())],
    );
    const done = new Set(changed.map(({ id }) => id));
    const refused = ids.find((id) => !done.has(id));
    if (refused !== undefined) await this.refuseRecovery(tx, refused);
  }

  private async refuseRecovery(tx: Tx, debtId: string): Promise<never> {
    const debt = await entities(tx).findOneBy(DebtRow, { utility: tx.utility, id: debtId });
    if (debt === null) throw new BillingError('billing.debt_unknown', `there is no debt ${debtId}`);
    const left = formatMoney(outstandingMinor(fromRow(debt)), debt.currency);
    throw new BillingError('billing.debt_overrecovered', `of debt ${debtId} no more than ${left} ${debt.currency} can be recovered`);
  }
}

const toRow = (utility: string, { recovery, ...debt }: Debt): DebtRow => ({
  ...debt,
  utility,
  chargedMinor: debt.chargedMinor.toString(),
  settledElsewhereMinor: debt.settledElsewhereMinor.toString(),
  recoveredMinor: debt.recoveredMinor.toString(),
  recoveryShare: 'share' in recovery ? recovery.share : null,
  recoveryAmountMinor: 'amountMinor' in recovery ? recovery.amountMinor.toString() : null,
});

const fromRow = ({ utility: _, recoveryShare, recoveryAmountMinor, ...row }: DebtRow): Debt => ({
  ...row,
  chargedMinor: moneyMinor(BigInt(row.chargedMinor)),
  settledElsewhereMinor: moneyMinor(BigInt(row.settledElsewhereMinor)),
  recoveredMinor: moneyMinor(BigInt(row.recoveredMinor)),
  recovery: recoveryOf(recoveryShare, recoveryAmountMinor),
});

const recoveryOf = (share: string | null, amountMinor: string | null): DebtRecovery =>
  share === null ? { amountMinor: moneyMinor(BigInt(amountMinor ?? '0')) } : { share };
