import type { PaymentMethod } from '@openprepay/contracts/http/vending-vends';
import { present } from '@openprepay/contracts/present';
import { entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { moneyMinor } from '@openprepay/quantities';
import { In, LessThan } from 'typeorm';
import { vendCommissionFromJson, vendCommissionToJson } from '../commissions/commission-json.js';
import { VendingError } from '../vending-error.js';
import type { AccountPayment, PaymentReversed } from './account-payment.js';
import { AccountPaymentRow } from './account-payment.row.js';
import { PaymentReversalRow } from './payment-reversal.row.js';
import { ReprintedPaymentRow } from './reprinted-payment.row.js';

export interface Reprint {
  readonly paymentId: string;
  readonly by: string;
  readonly at: Date;
}

export interface AccountPaymentFilter {
  readonly accountNumber: string | undefined;
  readonly vendorId: string | undefined;
  /** Those that were taken before this one alone. */
  readonly before: string | undefined;
  readonly limit: number;
}

/** Payments of debts at vendors. In which batches they are is the database's own doing. */
export class AccountPaymentRepository {
  async findByKey(tx: Tx, vendorId: string, idempotencyKey: string): Promise<AccountPayment | undefined> {
    const row = await entities(tx).findOneBy(AccountPaymentRow, { utility: tx.utility, vendorId, idempotencyKey });
    return row ? this.withReversal(tx, row) : undefined;
  }

  async find(tx: Tx, paymentId: string): Promise<AccountPayment | undefined> {
    const row = await entities(tx).findOneBy(AccountPaymentRow, { utility: tx.utility, paymentId });
    return row ? this.withReversal(tx, row) : undefined;
  }

  /**
   * @param scope the vendor that alone may know of it; undefined is the utility itself
   * @throws {VendingError} `vending.account_payment_unknown`
   */
  async require(tx: Tx, paymentId: string, scope: string | undefined): Promise<AccountPayment> {
    const payment = await this.find(tx, paymentId);
    if (payment && (scope === undefined || payment.vendorId === scope)) return payment;
    throw new VendingError('vending.account_payment_unknown', `there is no payment ${paymentId}`);
  }

  /** How often its receipt was handed out again. */
  async copiesOf(tx: Tx, paymentId: string): Promise<number> {
    return entities(tx).countBy(ReprintedPaymentRow, { utility: tx.utility, paymentId });
  }

  /**
   * Whoever hands a copy of its receipt out, or takes the payment back, is waited for, until the transaction ends: rows of payments never
   * change, so none can be locked.
   */
  async lock(tx: Tx, paymentId: string): Promise<void> {
    await sql(tx, `select pg_advisory_xact_lock(hashtextextended('account-payment ' || $1 || ' ' || $2, 0))`, [tx.utility, paymentId]);
  }

  /** One copy of a payment is counted at a time, and none while it is taken back. */
  async countReprint(tx: Tx, { paymentId, by, at }: Reprint): Promise<void> {
    await this.lock(tx, paymentId);
    const copy = (await this.copiesOf(tx, paymentId)) + 1;
    await entities(tx).insert(ReprintedPaymentRow, { utility: tx.utility, paymentId, copy, reprintedBy: by, reprintedAt: at });
  }

  async ofReceipts(tx: Tx, receiptNumbers: readonly string[]): Promise<readonly AccountPayment[]> {
    const rows = await entities(tx).findBy(AccountPaymentRow, { utility: tx.utility, receiptNumber: In([...receiptNumbers]) });
    return this.withReversals(tx, rows);
  }

  /** Newest first: ids are made in the order of payments. */
  async list(tx: Tx, { accountNumber, vendorId, before, limit }: AccountPaymentFilter): Promise<readonly AccountPayment[]> {
    const rows = await entities(tx).find(AccountPaymentRow, {
      where: present({ utility: tx.utility, accountNumber, vendorId, paymentId: before === undefined ? undefined : LessThan(before) }),
      order: { paymentId: 'DESC' },
      take: limit,
    });
    return this.withReversals(tx, rows);
  }

  async insert(tx: Tx, { debts, commission, reversal: _reversal, ...payment }: AccountPayment): Promise<void> {
    await entities(tx).insert(AccountPaymentRow, {
      ...payment,
      utility: tx.utility,
      meterNumber: payment.meterNumber ?? null,
      code: payment.code ?? null,
      amountMinor: payment.amountMinor.toString(),
      debts: debts.map((debt) => ({ ...debt, amountMinor: debt.amountMinor.toString(), leftMinor: debt.leftMinor.toString() })),
      commission: vendCommissionToJson(commission),
    });
  }

  private async withReversal(tx: Tx, row: AccountPaymentRow): Promise<AccountPayment | undefined> {
    return (await this.withReversals(tx, [row]))[0];
  }

  private async withReversals(tx: Tx, rows: readonly AccountPaymentRow[]): Promise<readonly AccountPayment[]> {
    if (rows.length === 0) return [];
    const paymentId = In(rows.map((row) => row.paymentId));
    const reversals = await entities(tx).findBy(PaymentReversalRow, { utility: tx.utility, paymentId, state: 'reversed' });
    const byPayment = new Map(reversals.map((reversal) => [reversal.paymentId, reversal]));
    return rows.map((row) => fromRow(row, byPayment.get(row.paymentId)));
  }
}

const fromRow = (
  { utility: _utility, commission, ...row }: AccountPaymentRow,
  reversal: PaymentReversalRow | undefined,
): AccountPayment => ({
  ...row,
  meterNumber: row.meterNumber ?? undefined,
  code: row.code ?? undefined,
  amountMinor: moneyMinor(BigInt(row.amountMinor)),
  // written by this service alone, out of the contract's list
  paymentMethod: row.paymentMethod as PaymentMethod,
  debts: row.debts.map((debt) => ({
    ...debt,
    amountMinor: moneyMinor(BigInt(debt.amountMinor)),
    leftMinor: moneyMinor(BigInt(debt.leftMinor)),
  })),
  commission: vendCommissionFromJson(commission),
  reversal: reversal && reversedFromRow(reversal),
});

function reversedFromRow({ reversalId, receiptNumber, decidedAt }: PaymentReversalRow): PaymentReversed {
  if (receiptNumber === null || decidedAt === null) throw new Error(`reversal ${reversalId} is done and has no receipt`);
  return { reversalId, receiptNumber, at: decidedAt };
}
