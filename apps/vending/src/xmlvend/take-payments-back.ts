import type { Message } from '@openprepay/xmlvend';
import type { AccountPayment } from '../account-payments/account-payment.js';
import type { FindAccountPayments } from '../account-payments/find-account-payments.js';
import type { ReversePayment } from '../payment-reversals/reverse-payment.js';
import { readAmount } from '../read-amount.js';
import { type AskedReversal, stateOf } from '../reversals/reversal.js';
import { VendingError } from '../vending-error.js';
import type { KeepMessage } from './keep-message.js';
import { refuse, type Refusal } from './refusal.js';
import type { TakePayments } from './take-payments.js';
import type { TillCall, Written } from './till-call.js';

/** Payments of an account among which the one that is meant is looked for: the newest. */
const LOOKED_AMONG = 100;

type Cancel = Written<'CancelPayAccountReq'>;

/** Takes payments of debts back for the till that has taken them, as the policy of reversals has it. */
export class TakePaymentsBack {
  constructor(
    private readonly findPayments: FindAccountPayments,
    private readonly reversePayment: ReversePayment,
    private readonly takePayments: TakePayments,
    private readonly kept: KeepMessage,
  ) {}

  /**
   * The message names an account and an amount and no payment: the newest such one is meant that this till had taken, and that stood,
   * when the message came first. So it means the same one however often it comes.
   * @throws {VendingError} as `FindAccountPayments` and `ReversePayment`
   */
  async cancel(call: TillCall<Cancel>): Promise<Message | Refusal> {
    const { AccountNumber: accountNumber, SubAccountNumber: subAccount = '', Amount: amount } = call.asked;
    if (!accountNumber || !amount) return refuse('CancelEx', 'a payment is named by its account and its amount');
    if (subAccount !== '') return refuse('UseCaseSupportEx', 'an account has no accounts below it');
    const amountMinor = readAmount(amount.value, amount.symbol);
    const { principal } = call.terminal;
    const since = await this.kept.since(call);
    const { items } = await this.findPayments.execute(principal, { accountNumber, limit: LOOKED_AMONG });
    const payment = items.find(
      (one) =>
        one.takenBy === principal.username && one.amountMinor === amountMinor && one.currency === amount.symbol && stoodAt(one, since),
    );
    if (!payment)
      return refuse('CancelEx', 'this till has taken no such payment of this account lately', 'vending.account_payment_unknown');
    const reversed = await this.reverse(call, payment, 'cancelled at its till');
    if (typeof reversed !== 'string') return reversed;
    const { type: _ofPayment, payAccReceipt, ...body } = await this.takePayments.written(call, payment);
    const receipt = payAccReceipt && { Receipt: { ...payAccReceipt, receiptNo: reversed } };
    return { element: 'cancelPayAccountResp', body: { type: 'CancelPayAccountResp', ...body, dispHeader: 'Cancelled', ...receipt } };
  }

  /** @returns the reversal's receipt number */
  async reverse({ terminal }: TillCall, { paymentId }: AccountPayment, reason: string): Promise<string | Refusal> {
    try {
      const { reversal } = await this.reversePayment.execute(terminal.principal, { paymentId, reason });
      return reversal.decision?.state === 'reversed' ? reversal.decision.receiptNumber : waiting(reversal);
    } catch (error) {
      if (error instanceof VendingError && error.code === 'vending.reversal_refused') return refuse('CancelEx', error.message, error.code);
      throw error;
    }
  }
}

const stoodAt = ({ paidAt, reversal }: AccountPayment, at: Date): boolean => paidAt <= at && !(reversal && reversal.at < at);

const waiting = (reversal: AskedReversal): Refusal =>
  stateOf(reversal) === 'awaiting-approval'
    ? refuse('CancelEx', 'a second person decides whether it is taken back: send the same message again', 'vending.second_person_required')
    : refuse('CancelEx', 'a second person has refused it: the payment stands', 'vending.reversal_refused');
