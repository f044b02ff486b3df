import type { Message, Value } from '@openprepay/xmlvend';
import type { AccountPayment } from '../account-payments/account-payment.js';
import type { PayAccount } from '../account-payments/pay-account.js';
import type { FindMeter } from '../meters/find-meter.js';
import type { Meter } from '../meters/meter.js';
import { SANDBOX } from '../receipts/slip.js';
import { messageKey } from './message-key.js';
import { refuse, type Refusal } from './refusal.js';
import type { TillCall, Written } from './till-call.js';
import { amountOf, detailOf } from './written-answer.js';
import { methodOf, meterNumberIn } from './written-sale.js';
import type { WriteSale } from './write-sale.js';

type Payment = Written<'PayAccReq'>;

/** Whose debts are meant: an account, and the meter that it was named by. */
interface Payer {
  readonly accountNumber: string;
  readonly meter?: Meter;
}

/** A longer one is no account's. */
const ACCOUNT_NUMBER = /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/;

/** Takes what customers pay of their debts without buying units. */
export class TakePayments {
  constructor(
    private readonly payAccount: PayAccount,
    private readonly findMeter: FindMeter,
    private readonly writeSale: WriteSale,
  ) {}

  /** A message makes one payment. @throws {VendingError} as `PayAccount` and `FindMeter` */
  async execute(call: TillCall<Payment>): Promise<Message | Refusal> {
    const { asked, terminal } = call;
    const { payAccount, reqAmt, payType } = asked;
    if (!payAccount || !reqAmt) return refuse('RequestAuthorisationEx', 'a payment names an account and an amount');
    if (payAccount.type !== 'DebtRecovery')
      return refuse('UseCaseSupportEx', 'debts are paid; what else is due of an account is taken with a sale');
    const payer = await this.payerOf(call, payAccount);
    if ('refused' in payer) return payer;
    const { payment } = await this.payAccount.execute(terminal.principal, {
      accountNumber: payer.accountNumber,
      meterNumber: payer.meter?.meterNumber,
      ...{ amount: reqAmt.value, currency: reqAmt.symbol, paymentMethod: methodOf(payType) },
      idempotencyKey: messageKey(asked, asked.msgID),
    });
    // whoever is told of a receipt takes it for money
    if (payment.reversal) return refuse('RequestAuthorisationEx', 'what was paid by this message has been taken back');
    return { element: 'payAccResp', body: await this.written(call, payment, payer.meter) };
  }

  /** A payment that was taken, as the till that took it heard it. */
  async written(call: TillCall, payment: AccountPayment, meter?: Meter): Promise<Written<'PayAccResp'>> {
    const { receiptNumber, accountNumber, amountMinor, currency } = payment;
    return {
      type: 'PayAccResp',
      ...(await this.writeSale.standing(call, 'Payment')),
      operatorMsg: '',
      custMsg: call.terminal.principal.sandbox ? SANDBOX : '',
      custVendDetail: { accNo: accountNumber },
      payAccReceipt: {
        receiptNo: receiptNumber,
        transactions: { tx: linesOf(payment), tenderAmt: amountOf(amountMinor, currency) },
        ...(meter && { meterDetail: detailOf(meter) }),
      },
    };
  }

  private async payerOf({ terminal }: TillCall<Payment>, { idMethod }: Value<'PayAccount'>): Promise<Payer | Refusal> {
    if (!idMethod) return refuse('ConfirmCustomerEx', 'an account is named by its number, or by a meter’s');
    if (idMethod.type === 'VendIDMethod') {
      const meterNumber = meterNumberIn(idMethod);
      if (typeof meterNumber !== 'string') return meterNumber;
      const meter = await this.findMeter.execute(terminal.principal, { meterNumber });
      const { accountNumber } = meter;
      return accountNumber === undefined ? refuse('DebtEx', 'the meter is on no account: nothing is owed') : { accountNumber, meter };
    }
    const { custIdentifier } = idMethod;
    if (custIdentifier.type !== 'CustAccountNo' || !ACCOUNT_NUMBER.test(custIdentifier.accNo))
      return refuse('ConfirmCustomerEx', 'an account is named by its number, or by a meter’s');
    return { accountNumber: custIdentifier.accNo };
  }
}

/** Each debt with what is left of it. */
const linesOf = ({ debts, accountNumber, currency }: AccountPayment): readonly Value<'Tx'>[] =>
  debts.map(({ code, amountMinor, leftMinor }) => ({
    type: 'DebtRecoveryTx',
    amt: amountOf(amountMinor, currency),
    accDesc: code,
    accNo: accountNumber,
    balance: amountOf(leftMinor, currency),
  }));
