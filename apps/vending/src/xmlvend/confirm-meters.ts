import type { Clock } from '@openprepay/persistence/clock';
import type { Message, Value } from '@openprepay/xmlvend';
import type { FindMeter } from '../meters/find-meter.js';
import type { FindMeters } from '../meters/find-meters.js';
import type { Meter } from '../meters/meter.js';
import type { FindTenderLimits, TenderLimits } from '../selling/find-tender-limits.js';
import { refuse, type Refusal } from './refusal.js';
import type { TillCall, Written } from './till-call.js';
import { amountOf, answered, detailOf } from './written-answer.js';
import { meterNumberIn } from './written-sale.js';

/** Meters of one account that an answer has. */
const MAX_METERS = 50;

/** Who is meant, before anything is sold: by a meter's number, or by a customer's account. */
export class ConfirmMeters {
  constructor(
    private readonly findMeter: FindMeter,
    private readonly findMeters: FindMeters,
    private readonly tenderLimits: FindTenderLimits,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} as `FindMeter` */
  async meter(call: TillCall<Written<'ConfirmMeterReq'>>): Promise<Message | Refusal> {
    const meterNumber = meterNumberIn(call.asked.idMethod);
    if (typeof meterNumber !== 'string') return meterNumber;
    const meter = await this.findMeter.execute(call.terminal.principal, { meterNumber });
    const body = {
      type: 'ConfirmMeterResp',
      ...answered(call, this.clock, 'Meter'),
      confirmMeterResult: { meterDetail: detailOf(meter) },
    } as const;
    return { element: 'confirmMeterResp', body };
  }

  /** @throws {VendingError} as `FindMeter` */
  async customer(call: TillCall<Written<'ConfirmCustomerReq'>>): Promise<Message | Refusal> {
    const found = await this.customersMeters(call);
    if ('refused' in found) return found;
    const { principal } = call.terminal;
    const confirmCustResult = [];
    for (const meter of found) confirmCustResult.push(resultOf(meter, await this.tenderLimits.execute(principal, meter)));
    const body = { type: 'ConfirmCustomerResp', ...answered(call, this.clock, 'Customer'), confirmCustResult } as const;
    return { element: 'confirmCustomerResp', body };
  }

  private async customersMeters({ terminal, asked }: TillCall<Written<'ConfirmCustomerReq'>>): Promise<readonly Meter[] | Refusal> {
    const { idMethod } = asked;
    if (idMethod.type === 'VendIDMethod') {
      const meterNumber = meterNumberIn(idMethod);
      return typeof meterNumber === 'string' ? [await this.findMeter.execute(terminal.principal, { meterNumber })] : meterNumber;
    }
    const { custIdentifier } = idMethod;
    if (custIdentifier.type !== 'CustAccountNo')
      return refuse('ConfirmCustomerEx', 'a customer is identified by a meter or an account number');
    const { items } = await this.findMeters.execute(terminal.principal, { accountNumber: custIdentifier.accNo, limit: MAX_METERS });
    return items.length > 0 ? items : refuse('ConfirmCustomerEx', 'no meter is on this account');
  }
}

const resultOf = (meter: Meter, limits: TenderLimits | undefined): Value<'ConfirmCustResult'> => ({
  ...(meter.accountNumber !== undefined && { custVendDetail: { accNo: meter.accountNumber } }),
  custVendConfig: {
    ...{ canVend: true, fbeDue: limits?.freeUnitsDue === true },
    ...(limits && { minVendAmt: amountOf(limits.minimumMinor, limits.currency) }),
    ...(limits?.maximumMinor !== undefined && { maxVendAmt: amountOf(limits.maximumMinor, limits.currency) }),
  },
  meterDetail: detailOf(meter),
});
