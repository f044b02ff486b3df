import { AccountPaymentReversed } from '@openprepay/contracts/vendor-money';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Tx } from '@openprepay/persistence/tx';
import type { AccountPayment } from '../account-payments/account-payment.js';
import { receiptNumberAfter, type ReceiptNumbers } from '../settling/receipt-numbers.repository.js';
import type { GivePaymentBack } from './give-payment-back.js';
import type { PaymentReversal } from './payment-reversal.js';
import { paymentReversedEvent } from './payment-reversed.js';

export interface PaymentReversalToApply {
  readonly payment: AccountPayment;
  readonly reversal: Pick<PaymentReversal, 'reversalId' | 'reason' | 'requestedBy'>;
  readonly approvedBy: string | undefined;
  readonly at: Date;
}

/** Takes a payment of debts back under a number of the receipts' series, by which the books miss neither of the two. */
export class ApplyPaymentReversal {
  constructor(
    private readonly givePaymentBack: GivePaymentBack,
    private readonly receiptNumbers: ReceiptNumbers,
    private readonly outbox: Outbox,
  ) {}

  /**
   * The payment is locked. Not safe to repeat: a float refuses a second time.
   * @returns the reversal's receipt number
   */
  async execute(tx: Tx, { payment, reversal, approvedBy, at }: PaymentReversalToApply): Promise<string> {
    await this.givePaymentBack.execute(tx, payment, at);
    // the counter after everything else that many wait for
    const last = await this.receiptNumbers.lock(tx);
    const receiptNumber = receiptNumberAfter(last, 0);
    await this.receiptNumbers.take(tx, last, 1);
    const { reversalId, reason, requestedBy } = reversal;
    const because = { reason, requestedBy: requestedBy.username, approvedBy };
    await this.outbox.append(tx, AccountPaymentReversed, paymentReversedEvent(payment, { reversalId, receiptNumber, at }, because));
    return receiptNumber;
  }
}
