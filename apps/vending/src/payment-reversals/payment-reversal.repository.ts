import { present } from '@openprepay/contracts/present';
import { entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { In, LessThan, Not } from 'typeorm';
import { PaymentReversalRow } from '../account-payments/payment-reversal.row.js';
import { decidedParameters, decideIn, reversalFromColumns, reversalToColumns } from '../reversals/reversal-columns.js';
import type { ReversalDecision, ReversalState } from '../reversals/reversal.js';
import { VendingError } from '../vending-error.js';
import type { PaymentReversal } from './payment-reversal.js';

export interface PaymentReversalFilter {
  readonly state?: ReversalState | undefined;
  readonly paymentId?: string | undefined;
  /** Asked for before this one only. */
  readonly before?: string | undefined;
  readonly limit: number;
}

export class PaymentReversalRepository {
  /** @throws {VendingError} `vending.reversal_unknown` */
  async require(tx: Tx, reversalId: string): Promise<PaymentReversal> {
    const row = await entities(tx).findOneBy(PaymentReversalRow, { utility: tx.utility, reversalId });
    if (!row) throw new VendingError('vending.reversal_unknown', `there is no reversal ${reversalId} of a payment`);
    return fromRow(row);
  }

  /** The one of a payment that was not refused. */
  async ofPayment(tx: Tx, paymentId: string): Promise<PaymentReversal | undefined> {
    const row = await entities(tx).findOneBy(PaymentReversalRow, { utility: tx.utility, paymentId, state: Not('refused') });
    return row ? fromRow(row) : undefined;
  }

  /** Those done under these receipt numbers, in no order. */
  async ofReceipts(tx: Tx, receiptNumbers: readonly string[]): Promise<readonly PaymentReversal[]> {
    const rows = await entities(tx).findBy(PaymentReversalRow, { utility: tx.utility, receiptNumber: In([...receiptNumbers]) });
    return rows.map(fromRow);
  }

  /** Newest first: ids are made in the order in which they were asked for. */
  async list(tx: Tx, { state, paymentId, before, limit }: PaymentReversalFilter): Promise<readonly PaymentReversal[]> {
    const reversalId = before === undefined ? undefined : LessThan(before);
    const rows = await entities(tx).find(PaymentReversalRow, {
      where: present({ utility: tx.utility, state, paymentId, reversalId }),
      order: { reversalId: 'DESC' },
      take: limit,
    });
    return rows.map(fromRow);
  }

  async insert(tx: Tx, reversal: PaymentReversal): Promise<void> {
    const { paymentId } = reversal;
    await entities(tx).insert(PaymentReversalRow, { utility: tx.utility, paymentId, ...reversalToColumns(reversal) });
  }

  /** @returns whether it was still open */
  async decide(tx: Tx, reversalId: string, decision: ReversalDecision): Promise<boolean> {
    const decided = await sql(tx, decideIn('account_payment_reversal'), [tx.utility, ...decidedParameters(reversalId, decision)]);
    return decided.length > 0;
  }
}

const fromRow = (row: PaymentReversalRow): PaymentReversal => ({ ...reversalFromColumns(row), paymentId: row.paymentId });
