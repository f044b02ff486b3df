import type { Message } from '@openprepay/xmlvend';
import type { AccountPayment } from '../account-payments/account-payment.js';
import type { ReversePayment } from '../payment-reversals/reverse-payment.js';
import { readAmount } from '../read-amount.js';
import { type AskedReversal, stateOf } from '../reversals/reversal.js';
import { VendingError } from '../vending-error.js';
import type { CancelledPayment, CancelPayment } from './cancel-payment.js';
import type { KeepMessage } from './keep-message.js';
import { messageKey } from './message-key.js';
import { refuse, type Refusal, underWay } from './refusal.js';
import type { TakePayments } from './take-payments.js';
import type { TillCall, Written } from './till-call.js';

type Cancel = Written<'CancelPayAccountReq'>;

/** Takes payments of debts back for the till that has taken them, as the policy of reversals has it. */
export class TakePaymentsBack {
  constructor(
    private readonly cancelPayment: CancelPayment,
    private readonly reversePayment: ReversePayment,
    private readonly takePayments: TakePayments,
    private readonly kept: KeepMessage,
  ) {}

  /** Which payment is meant, `CancelPayment` says. @throws {VendingError} as `ReversePayment` */
  async cancel(call: TillCall<Cancel>): Promise<Message | Refusal> {
    const { AccountNumber: accountNumber, SubAccountNumber: subAccount = '', Amount: amount } = call.asked;
    if (!accountNumber || !amount) return refuse('CancelEx', 'a payment is named by its account and its amount');
    if (subAccount !== '') return refuse('UseCaseSupportEx', 'an account has no accounts below it');
    const wanted = {
      ...{ accountNumber, amountMinor: readAmount(amount.value, amount.symbol), currency: amount.symbol },
      ...{ messageKey: messageKey(call.asked, call.asked.msgID), since: await this.kept.since(call), reason: 'cancelled at its till' },
    };
    const cancelled = await orRefusal(() => this.cancelPayment.execute(call.terminal, wanted));
    if (!cancelled)
      return refuse('CancelEx', 'this till has taken no such payment of this account lately', 'vending.account_payment_unknown');
    return 'refused' in cancelled ? cancelled : this.written(call, cancelled);
  }

  /** @returns the reversal's receipt number */
  async reverse({ terminal }: TillCall, { paymentId }: AccountPayment, reason: string): Promise<string | Refusal> {
    const asked = await orRefusal(() => this.reversePayment.execute(terminal.principal, { paymentId, reason }));
    return 'refused' in asked ? asked : receiptOf(asked.reversal);
  }

  private async written(call: TillCall<Cancel>, { payment, reversal }: CancelledPayment): Promise<Message | Refusal> {
    const receiptNo = receiptOf(reversal);
    if (typeof receiptNo !== 'string') return receiptNo;
    const { type: _ofPayment, payAccReceipt, ...body } = await this.takePayments.written(call, payment);
    const receipt = payAccReceipt && { Receipt: { ...payAccReceipt, receiptNo } };
    return { element: 'cancelPayAccountResp', body: { type: 'CancelPayAccountResp', ...body, dispHeader: 'Cancelled', ...receipt } };
  }
}

async function orRefusal<T>(reverse: () => Promise<T>): Promise<T | Refusal> {
  try {
    return await reverse();
  } catch (error) {
    if (error instanceof VendingError && error.code === 'vending.reversal_refused') return refuse('CancelEx', error.message, error.code);
    throw error;
  }
}

/** The receipt's number of a reversal that is done; or how far it has come. */
function receiptOf(reversal: AskedReversal): string | Refusal {
  if (reversal.decision?.state === 'reversed') return reversal.decision.receiptNumber;
  return stateOf(reversal) === 'awaiting-approval'
    ? underWay(
        'CancelEx',
        'a second person decides whether it is taken back: send the same message again',
        'vending.second_person_required',
      )
    : refuse('CancelEx', 'a second person has refused it: the payment stands', 'vending.reversal_refused');
}
