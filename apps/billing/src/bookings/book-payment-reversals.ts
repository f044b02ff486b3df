import type { EventData } from '@openprepay/contracts/event';
import type { AccountPaymentReversed } from '@openprepay/contracts/vendor-money';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { JournalRepository } from '../ledger/journal.repository.js';
import { accountPaymentEntry, accountPaymentReference } from './account-payment-entry.js';
import { recoveredBy } from './book-account-payments.js';
import type { OweAgain } from './owe-again.js';
import { paymentReversalEntry, paymentReversalReference } from './payment-reversal-entry.js';

type Reversal = EventData<typeof AccountPaymentReversed>;

/**
 * Books payments of debts that were taken back at vendors: the payment's entry with every side turned, and its debts are owed again. One
 * whose payment has not been heard of books both. A reversal that is booked already changes nothing.
 */
export class BookPaymentReversals {
  constructor(
    private readonly journal: JournalRepository,
    private readonly oweAgain: OweAgain,
    private readonly clock: Clock,
  ) {}

  /** @throws {BillingError} `billing.entry_unbalanced`, `billing.debt_unknown` */
  async execute(tx: Tx, told: readonly Reversal[]): Promise<void> {
    const reversals = [...new Map(told.map((reversal) => [reversal.payment.paymentId, reversal])).values()];
    const heard = await this.journal.post(
      tx,
      reversals.map(({ payment }) => accountPaymentEntry(payment, this.clock.newId())),
    );
    const booked = await this.journal.post(
      tx,
      reversals.map((reversal) => paymentReversalEntry(reversal, this.clock.newId())),
    );
    // A payment that had not been heard of is not taken off its debts and put back: something else may have recovered them since.
    const fresh = reversals.filter(
      (reversal) => booked.has(paymentReversalReference(reversal)) && !heard.has(accountPaymentReference(reversal.payment)),
    );
    await this.oweAgain.execute(tx, {
      recovered: recoveredBy(fresh.map(({ payment }) => payment)),
      causes: new Map(fresh.map((reversal) => [reversal.payment.accountNumber, paymentReversalReference(reversal)])),
    });
  }
}
