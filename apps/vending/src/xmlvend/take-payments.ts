import type { Message, ProfileName, Value } from '@openprepay/xmlvend';
import type { AccountPayment } from '../account-payments/account-payment.js';
import type { PayAccount, PayAccountCommand } from '../account-payments/pay-account.js';
import type { FindMeter } from '../meters/find-meter.js';
import type { Meter } from '../meters/meter.js';
import { SANDBOX } from '../receipts/slip.js';
import { VendingError } from '../vending-error.js';
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

/** What is due of an account besides is a debt of a code of its own: the utility has charged it before. */
const CODES = {
  DebtRecovery: undefined,
  ServiceChrg: 'service-charge',
  Connection: 'connection',
  Conversion: 'conversion',
  Upgrade: 'upgrade',
  Tamper: 'tamper',
} as const satisfies Partial<Record<Value<'PayAccount'>['type'], string | undefined>>;

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
    const { asked } = call;
    const { payAccount, reqAmt, payType } = asked;
    if (!payAccount || !reqAmt) return refuse('RequestAuthorisationEx', 'a payment names an account and an amount');
    if (payAccount.type === 'PayAccount') return refuse('UseCaseSupportEx', 'a payment says what it is for: DebtRecovery, ServiceChrg, …');
    const payer = await this.payerOf(call, payAccount);
    if ('refused' in payer) return payer;
    const payment = await this.paid(call, {
      accountNumber: payer.accountNumber,
      meterNumber: payer.meter?.meterNumber,
      ...{ amount: reqAmt.value, currency: reqAmt.symbol, paymentMethod: methodOf(payType) },
      code: CODES[payAccount.type],
      idempotencyKey: messageKey(asked, asked.msgID),
    });
    if ('refused' in payment) return payment;
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
        transactions: { tx: linesOf(call, payment), tenderAmt: amountOf(amountMinor, currency) },
        ...(meter && { meterDetail: detailOf(meter) }),
      },
    };
  }

  private async paid({ terminal }: TillCall<Payment>, command: PayAccountCommand): Promise<AccountPayment | Refusal> {
    try {
      return (await this.payAccount.execute(terminal.principal, command)).payment;
    } catch (error) {
      if (command.code !== CODES.ServiceChrg || !(error instanceof VendingError) || error.code !== 'vending.payment_exceeds_debt')
        throw error;
      // what a tariff charges by the month, with its tax, is no debt: it cannot be paid ahead of the sale that takes it
      return refuse('ServiceChrgEx', `${error.message}; what its tariff charges is taken with its sales`, error.code);
    }
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

/** Lines of payments of one code, in the profiles that have them; they have no place for what is left. */
const LINES = {
  'service-charge': 'ServiceChrgTx',
  connection: 'ConnectionTx',
  conversion: 'ConversionTx',
  upgrade: 'UpgradeTx',
  tamper: 'TamperTx',
} as const;
const HAVE_LINES: readonly ProfileName[] = ['conlog', 'itron'];

/** Each debt, and what is left of it. */
function linesOf(
  { profile }: Pick<TillCall, 'profile'>,
  { debts, accountNumber, currency, ...payment }: AccountPayment,
): readonly Value<'Tx'>[] {
  const own = Object.entries(LINES).find(([code]) => code === payment.code)?.[1];
  const type = own === 'ServiceChrgTx' || HAVE_LINES.includes(profile) ? own : undefined;
  return debts.map(({ code, amountMinor, leftMinor }) => {
    const line = { amt: amountOf(amountMinor, currency), accDesc: code, accNo: accountNumber };
    return type === undefined ? { type: 'DebtRecoveryTx', ...line, balance: amountOf(leftMinor, currency) } : { type, ...line };
  });
}
