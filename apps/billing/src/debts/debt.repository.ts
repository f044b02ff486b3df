import type { DebtState } from '@openprepay/contracts/http/billing';
import { columnsOf, entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { formatMoney, moneyMinor, negate, subtract, type MoneyMinor } from '@openprepay/quantities';
import { BillingError } from '../billing-error.js';
import type { Debt, DebtRecovery } from './debt.js';
import { DebtRow } from './debt.row.js';
import { DebtSettlementRow } from './debt-settlement.row.js';
import type { Settlement } from './settlement.js';

/** A settlement and what it follows from. */
export interface RecordedSettlement extends Settlement {
  readonly id: string;
  /** The reference of a journal entry. */
  readonly cause: string;
  readonly at: Date;
}

export interface DebtFilter {
  readonly accountNumber: string;
  readonly state?: DebtState;
  readonly afterPosition?: number;
  readonly limit: number;
}

/** What had been paid of a debt, and vends recovered as well. */
export interface GivenBack {
  readonly debtId: string;
  readonly accountNumber: string;
  /** Above zero. */
  readonly amountMinor: MoneyMinor;
}

interface RecoveredRecord {
  readonly debtId: string;
  readonly accountNumber: string;
  readonly givenBack: string;
}

export class DebtRepository {
  async insert(tx: Tx, debt: Debt): Promise<void> {
    await entities(tx).insert(DebtRow, toRow(tx.utility, debt));
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

  /** Those of which something is left, in the order of recovery. */
  async openOfAccount(tx: Tx, accountNumber: string): Promise<readonly Debt[]> {
    const rows = await sql<DebtRow>(
      tx,
      `select ${columnsOf(DebtRow, 'd')} from debt d
        where d.utility = $1 and d.account_number = $2 and d.charged_minor > d.settled_elsewhere_minor + d.recovered_minor order by d.position`,
      [tx.utility, accountNumber],
    );
    return rows.map(fromRow);
  }

  /** A page in the order of recovery. */
  async list(tx: Tx, { accountNumber, state, afterPosition, limit }: DebtFilter): Promise<readonly Debt[]> {
    const rows = await sql<DebtRow>(
      tx,
      `select ${columnsOf(DebtRow, 'd')} from debt d
        where d.utility = $1 and d.account_number = $2 and d.position > $3
          and ($4::text is null or (d.charged_minor > d.settled_elsewhere_minor + d.recovered_minor) = ($4 = 'open'))
        order by d.position limit $5`,
      [tx.utility, accountNumber, afterPosition ?? 0, state ?? null, limit],
    );
    return rows.map(fromRow);
  }

  /** The place of an account's last debt, 0 where it never had one. */
  async lastPosition(tx: Tx, accountNumber: string): Promise<number> {
    const [last] = await sql<{ position: number }>(
      tx,
      'select position from debt where utility = $1 and account_number = $2 order by position desc limit 1',
      [tx.utility, accountNumber],
    );
    return last?.position ?? 0;
  }

  /** As `ofAccount`, kept from recoveries until the transaction ends; the account is locked before. */
  async lockOfAccount(tx: Tx, accountNumber: string): Promise<readonly Debt[]> {
    const rows = await sql<DebtRow>(
      tx,
      `select ${columnsOf(DebtRow, 'd')} from debt d where d.utility = $1 and d.account_number = $2 order by d.id for update`,
      [tx.utility, accountNumber],
    );
    return rows.map(fromRow).toSorted((left, right) => left.position - right.position);
  }

  /** Counts what was paid past the vends, and writes down what for. */
  async settle(tx: Tx, settlements: readonly RecordedSettlement[]): Promise<void> {
    if (settlements.length === 0) return;
    await sql(
      tx,
      `with paid as (
         select id, debt_id, amount, cause, at from unnest($2::uuid[], $3::uuid[], $4::numeric[], $5::text[], $6::timestamptz[])
           as paid (id, debt_id, amount, cause, at)
       ), changed as (
         update debt set settled_elsewhere_minor = debt.settled_elsewhere_minor + paid.amount
           from paid where debt.utility = $1 and debt.id = paid.debt_id
         returning debt.id, debt.account_number
       )
       insert into debt_settlement (utility, id, debt_id, account_number, amount_minor, cause, at)
       select $1, paid.id, paid.debt_id, changed.account_number, paid.amount, paid.cause, paid.at from paid join changed on changed.id = paid.debt_id`,
      [
        tx.utility,
        settlements.map(({ id }) => id),
        settlements.map(({ debtId }) => debtId),
        settlements.map(({ amountMinor }) => amountMinor.toString()),
        settlements.map(({ cause }) => cause),
        settlements.map(({ at }) => at),
      ],
    );
  }

  /**
   * Adds what vends recovered, one statement for many. Of a debt that was paid meanwhile, the payment gives way: what is settled
   * goes down to what the vends have left.
   *
   * @returns what had been settled and no longer is; the accounts concerned are locked
   * @throws {BillingError} `billing.debt_unknown` where one of the debts is not this utility's, `billing.debt_overrecovered` where more
   *   would have been recovered of it than was charged
   */
  async addRecovered(tx: Tx, recovered: ReadonlyMap<string, MoneyMinor>): Promise<readonly GivenBack[]> {
    if (recovered.size === 0) return [];
    // Accounts before debts, as whoever changes an account does, and each in one order: nobody waits crosswise.
    const ids = [...recovered.keys()].sort();
    const changed = await sql<RecoveredRecord>(
      tx,
      `with held as (
         select a.account_number from account a
          where a.utility = $1 and a.account_number in (select account_number from debt where utility = $1 and id = any($2::uuid[]))
          order by a.account_number for update
       ), locked as (
         select id, settled_elsewhere_minor as settled from debt
          where utility = $1 and id = any($2::uuid[]) and (select count(*) from held) >= 0 order by id for update
       )
       update debt set recovered_minor = debt.recovered_minor + paid.amount,
                       settled_elsewhere_minor = least(debt.settled_elsewhere_minor, debt.charged_minor - debt.recovered_minor - paid.amount)
         from unnest($2::uuid[], $3::numeric[]) as paid (id, amount), locked
        where debt.utility = $1 and debt.id = paid.id and debt.id = locked.id
          and debt.recovered_minor + paid.amount <= debt.charged_minor
       returning debt.id as "debtId", debt.account_number as "accountNumber", locked.settled - debt.settled_elsewhere_minor as "givenBack"`,
      [tx.utility, ids, ids.map((id) => recovered.get(id)?.toString())],
    );
    const done = new Set(changed.map(({ debtId }) => debtId));
    const refused = ids.find((id) => !done.has(id));
    if (refused !== undefined) await this.refuseRecovery(tx, refused);
    return changed
      .map(({ givenBack, ...debt }) => ({ ...debt, amountMinor: moneyMinor(BigInt(givenBack)) }))
      .filter(({ amountMinor }) => amountMinor > 0n);
  }

  /** Writes down what was given back of a debt; `addRecovered` has counted it. */
  async noteGivenBack(tx: Tx, notes: readonly RecordedSettlement[], accountNumber: string): Promise<void> {
    for (const { amountMinor, ...note } of notes) {
      await entities(tx).insert(DebtSettlementRow, {
        ...note,
        utility: tx.utility,
        accountNumber,
        amountMinor: negate(amountMinor).toString(),
      });
    }
  }

  private async refuseRecovery(tx: Tx, debtId: string): Promise<never> {
    const debt = await entities(tx).findOneBy(DebtRow, { utility: tx.utility, id: debtId });
    if (debt === null) throw new BillingError('billing.debt_unknown', `there is no debt ${debtId}`);
    const { chargedMinor, recoveredMinor } = fromRow(debt);
    const left = formatMoney(subtract(chargedMinor, recoveredMinor), debt.currency);
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
