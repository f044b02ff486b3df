import type { Clock } from '@openprepay/persistence/clock';
import { add, formatMoney } from '@openprepay/quantities';
import type { Message } from '@openprepay/xmlvend';
import type { FindMovements } from '../vendors/find-movements.js';
import type { FindVendor } from '../vendors/find-vendor.js';
import type { MovementKind } from '../vendors/movement.js';
import type { TillCall, Written } from './till-call.js';
import { amountOf, answered } from './written-answer.js';

/** Movements that a statement has: the newest. */
const STATED = 20;

const words = {
  opening: 'Opening balance',
  deposit: 'Deposit',
  vend: 'Sale',
  'failed-vend': 'Sale given back',
  'reversed-vend': 'Sale reversed',
} as const satisfies Record<MovementKind, string>;

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
    const { principal, vendorName } = call.terminal;
    const depSlip = {
      bankingRefNo: principal.vendorId,
      header: `Deposit for ${vendorName}`,
      beneficiary: { accName: principal.utility },
    };
    return { element: 'depositResp', body: { type: 'DepositResp', ...answered(call, this.clock, 'Deposit slip'), depSlip } };
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
