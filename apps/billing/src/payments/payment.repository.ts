import type { AccountPaymentMethod } from '@openprepay/contracts/http/billing-payments';
import { columnsOf, entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { isUniqueViolation } from '@openprepay/persistence/unique-violation';
import { moneyMinor } from '@openprepay/quantities';
import { BillingError } from '../billing-error.js';
import { type AppliedPayment, comparableReference, type Payment, paymentReference } from './payment.js';
import { PaymentRow } from './payment.row.js';

const IDEMPOTENCY_KEY = 'payment_idempotency_key';
const REFERENCE = 'payment_reference';

interface AppliedRecord {
  readonly cause: string;
  readonly debtId: string;
  readonly code: string;
  readonly amountMinor: string;
}

/** Payments as the database keeps them; what they paid of which debt is `debt_settlement`'s. */
export class PaymentRepository {
  /** @throws {BillingError} `billing.payment_reference_reused`; `billing.idempotency_key_reused` where the key paid on another account */
  async insert(tx: Tx, { applied: _, ...payment }: Payment): Promise<void> {
    const row: PaymentRow = {
      ...payment,
      utility: tx.utility,
      amountMinor: payment.amountMinor.toString(),
      referenceKey: comparableReference(payment.reference),
      paymentMethod: payment.paymentMethod ?? null,
      creditedMinor: payment.creditedMinor.toString(),
      balanceMinor: payment.balanceMinor.toString(),
    };
    await entities(tx)
      .insert(PaymentRow, row)
      .catch((cause: unknown) => {
        if (isUniqueViolation(cause, REFERENCE)) {
          throw new BillingError('billing.payment_reference_reused', `a payment with the reference ${payment.reference} has been taken`, {
            cause,
          });
        }
        if (!isUniqueViolation(cause, IDEMPOTENCY_KEY)) throw cause;
        throw new BillingError('billing.idempotency_key_reused', 'this Idempotency-Key was used for another payment', { cause });
      });
  }

  /** The number of an account's next payment; its row must be locked. */
  async nextNumber(tx: Tx, accountNumber: string): Promise<number> {
    const [last] = await sql<{ number: number }>(
      tx,
      'select number from payment where utility = $1 and account_number = $2 order by number desc limit 1',
      [tx.utility, accountNumber],
    );
    return (last?.number ?? 0) + 1;
  }

  async findByKey(tx: Tx, takenBy: string, idempotencyKey: string): Promise<Payment | undefined> {
    const row = await entities(tx).findOneBy(PaymentRow, { utility: tx.utility, takenBy, idempotencyKey });
    return row === null ? undefined : (await this.withApplied(tx, [row]))[0];
  }

  /** The newest first. */
  async list(
    tx: Tx,
    accountNumber: string,
    { before, limit }: { readonly before: number | undefined; readonly limit: number },
  ): Promise<readonly Payment[]> {
    const rows = await sql<PaymentRow>(
      tx,
      `select ${columnsOf(PaymentRow, 'p')} from payment p
        where p.utility = $1 and p.account_number = $2 and ($3::integer is null or p.number < $3) order by p.number desc limit $4`,
      [tx.utility, accountNumber, before ?? null, limit],
    );
    return this.withApplied(tx, rows);
  }

  /** What a payment paid of which debt, in the order of recovery. */
  async appliedBy(tx: Tx, payment: Pick<Payment, 'id'>): Promise<readonly AppliedPayment[]> {
    return (await this.applied(tx, [payment])).map(appliedFrom);
  }

  private async withApplied(tx: Tx, rows: readonly PaymentRow[]): Promise<readonly Payment[]> {
    const records = await this.applied(tx, rows);
    return rows.map((row) => fromRow(row, records.filter(({ cause }) => cause === paymentReference(row)).map(appliedFrom)));
  }

  private async applied(tx: Tx, payments: readonly Pick<Payment, 'id'>[]): Promise<readonly AppliedRecord[]> {
    return sql<AppliedRecord>(
      tx,
      `select s.cause, s.debt_id as "debtId", d.code, s.amount_minor as "amountMinor" from debt_settlement s join debt d on d.id = s.debt_id
        where s.utility = $1 and s.cause = any($2) order by d.position`,
      [tx.utility, payments.map(paymentReference)],
    );
  }
}

const appliedFrom = ({ debtId, code, amountMinor }: AppliedRecord): AppliedPayment => ({
  debtId,
  code,
  amountMinor: moneyMinor(BigInt(amountMinor)),
});

const fromRow = ({ utility: _, referenceKey: _key, ...row }: PaymentRow, ofDebts: readonly AppliedPayment[]): Payment => ({
  ...row,
  amountMinor: moneyMinor(BigInt(row.amountMinor)),
  // Written by this service alone, out of the contract's list.
  paymentMethod: (row.paymentMethod as AccountPaymentMethod | null) ?? undefined,
  applied: ofDebts,
  creditedMinor: moneyMinor(BigInt(row.creditedMinor)),
  balanceMinor: moneyMinor(BigInt(row.balanceMinor)),
});
