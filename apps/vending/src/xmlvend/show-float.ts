import type { Clock } from '@openprepay/persistence/clock';
import { add, formatMoney } from '@openprepay/quantities';
import type { Message, Value } from '@openprepay/xmlvend';
import type { FindMovements } from '../vendors/find-movements.js';
import type { FindVendor } from '../vendors/find-vendor.js';
import type { MovementKind } from '../vendors/movement.js';
import { refuse, type Refusal } from './refusal.js';
import type { TillCall, Written } from './till-call.js';
import { amountOf, answered } from './written-answer.js';

/** Movements that a statement has: the newest. */
const STATED = 20;

const words = {
  opening: 'Opening balance',
  deposit: 'Deposit',
  withdrawal: 'Withdrawal',
  vend: 'Sale',
  'account-payment': 'Debts paid',
  'failed-vend': 'Sale given back',
  'reversed-vend': 'Sale reversed',
  'reversed-payment': 'Payment of debts reversed',
  commission: 'Commission',
  'commission-returned': 'Commission taken back',
  'payment-commission': 'Commission on paid debts',
  'payment-commission-returned': 'Commission on paid debts taken back',
} as const satisfies Record<MovementKind, string>;

/** Movements among which deposits are looked for. */
const LOOKED_AT = 100;
/** Deposits that a reprint has: the newest. */
const REPRINTED = 3;

/** What the till's vendor has in its float, and how money comes into it. */
export class ShowFloat {
  constructor(
    private readonly findVendor: FindVendor,
    private readonly findMovements: FindMovements,
    private readonly clock: Clock,
  ) {}

  async statement(call: TillCall<Written<'VendorStatementReq'>>): Promise<Message> {
    const { principal } = call.terminal;
    const { vendor, page } = await this.findMovements.execute(principal, { vendorId: principal.vendorId, limit: STATED });
    const { currency, floatMinor, floatLimitMinor } = vendor;
    const statement = {
      accNo: vendor.vendorId,
      accBal: amountOf(floatMinor, currency),
      availCredit: amountOf(add(floatMinor, floatLimitMinor), currency),
      lineItem: page.items.map(({ kind, causeId, amountMinor, movedAt }) => ({
        type: 'VendorStatementLineItem' as const,
        desc: causeId === undefined ? words[kind] : `${words[kind]} ${causeId}`,
        amt: amountOf(amountMinor, currency),
        appliedDate: movedAt.toISOString(),
      })),
    };
    return { element: 'vendorStatementResp', body: { type: 'VendorStatementResp', ...answered(call, this.clock, 'Statement'), statement } };
  }

  /** What a deposit at a bank must say to reach the float; nothing is paid in by this. */
  depositSlip(call: TillCall<Written<'DepositReq'>>): Message {
    return { element: 'depositResp', body: this.slip(call) };
  }

  /** The deposits that have reached the float, the newest first. */
  async reprintDeposits(call: TillCall<Written<'ReprintDepositReq'>>): Promise<Message | Refusal> {
    const { principal } = call.terminal;
    const { page } = await this.findMovements.execute(principal, { vendorId: principal.vendorId, limit: LOOKED_AT });
    const deposits = page.items.filter(({ kind }) => kind === 'deposit').slice(0, REPRINTED);
    if (deposits.length === 0) return refuse('ReprintDepositSlipEx', 'nothing has been paid into this float lately');
    const reprint = deposits.map((deposit) => this.slip(call, amountOf(deposit.amountMinor, principal.currency)));
    return { element: 'reprintDepResp', body: { type: 'ReprintDepositResp', ...answered(call, this.clock, 'Deposits'), reprint } };
  }

  private slip(call: TillCall, amt?: Value<'Currency'>): Written<'DepositResp'> {
    const { principal, vendorName } = call.terminal;
    const depSlip = {
      bankingRefNo: principal.vendorId,
      header: `Deposit for ${vendorName}`,
      ...(amt && { amt }),
      beneficiary: { accName: principal.utility },
    };
    return { type: 'DepositResp', ...answered(call, this.clock, 'Deposit slip'), depSlip };
  }

  /** Hexing's sign-in: tills show by it what is left. */
  async login(call: TillCall<Written<'LoginReq'>>): Promise<Message> {
    const { principal, vendorName } = call.terminal;
    const { floatMinor, floatLimitMinor, currency } = await this.findVendor.execute(principal, { vendorId: principal.vendorId });
    const base = answered(call, this.clock, 'Login');
    const user = {
      ID: principal.subject,
      CDUID: principal.vendorId,
      CDUName: vendorName,
      CDUBalance: formatMoney(add(floatMinor, floatLimitMinor), currency),
      LoginTime: base.respDateTime,
    };
    return { element: 'loginResp', body: { type: 'LoginResp', ...base, user } };
  }
}
