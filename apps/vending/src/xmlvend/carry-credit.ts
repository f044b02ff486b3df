import type { Message } from '@openprepay/xmlvend';
import type { GiveFreeIssue } from '../free-issues/give-free-issue.js';
import { readMeterNumber } from '../meters/meter.js';
import type { FindReplacement } from '../replacements/find-replacement.js';
import { isCompleted, type Vend } from '../vend/vend.js';
import { messageKey } from './message-key.js';
import { engineerOf } from './order-tokens.js';
import { AWAITS_SECOND, NOT_YET, refuse, type Refusal } from './refusal.js';
import type { TillCall, Written } from './till-call.js';
import { transferOf } from './written-receipt.js';
import { meterNumberIn, unitsIn } from './written-sale.js';
import type { WriteSale } from './write-sale.js';

type Transfer = Written<'MeterCreditTransferReq'>;
type Wanted = Parameters<GiveFreeIssue['execute']>[1];

/** Characters of a till's own reference that the record has. */
const MAX_REFERENCE = 40;

/** Gives what was left on a replaced meter to the one that has taken its place, for a till that an engineer has let. */
export class CarryCredit {
  constructor(
    private readonly findReplacement: FindReplacement,
    private readonly giveFreeIssue: GiveFreeIssue,
    private readonly writeSale: WriteSale,
  ) {}

  /** A replacement has it once, by the rules of whoever gives units. @throws {VendingError} as `FindReplacement` and `GiveFreeIssue` */
  async execute(call: TillCall<Transfer>): Promise<Message | Refusal> {
    const engineer = engineerOf(call.terminal);
    if ('refused' in engineer) return engineer;
    const wanted = await this.wantedIn(call);
    if ('refused' in wanted) return wanted;
    const given = await this.giveFreeIssue.execute(engineer, wanted);
    if (!('vend' in given)) return AWAITS_SECOND;
    return this.written(call, given.vend);
  }

  private async wantedIn({ asked, terminal }: TillCall<Transfer>): Promise<Wanted | Refusal> {
    const { chgOutUnits, creditTransferDetail } = asked;
    const meterNumber = meterNumberIn(asked.idMethod);
    if (typeof meterNumber !== 'string') return meterNumber;
    const msno = creditTransferDetail?.oldMSNO;
    if (msno === undefined) return refuse('InsufficientMeterDataEx', 'the number of the meter that was there before is missing');
    const oldNumber = meterNumberIn({ meterIdentifier: { type: 'MeterNumber', msno } });
    if (typeof oldNumber !== 'string') return oldNumber;
    if (!chgOutUnits)
      return refuse('InsufficientMeterDataEx', 'the units that were left on the old meter are missing', 'vending.units_invalid');
    const units = unitsIn(chgOutUnits.units);
    if ('refused' in units) return units;
    const replacement = await this.findReplacement.ofMeter(terminal.principal, oldNumber);
    if (replacement?.newMeterNumber !== readMeterNumber(meterNumber).meterNumber)
      return refuse('MeterDataMisMatchEx', 'this meter has not taken the place of the old one: the utility registers that first');
    const { replacementId } = replacement;
    const reference = creditTransferDetail?.refNo?.trim().slice(0, MAX_REFERENCE);
    const reason = reference ? `left on the meter before, ${reference}` : 'left on the meter before';
    return { meterNumber, units, reason, replacementId, idempotencyKey: messageKey(asked, asked.msgID) };
  }

  private async written(call: TillCall<Transfer>, vend: Vend): Promise<Message | Refusal> {
    if (!isCompleted(vend)) return NOT_YET;
    const { creditTransferDetail } = call.asked;
    const body = {
      type: 'MeterCreditTransferResp',
      ...(await this.writeSale.answered(call, vend, 'Credit transfer')),
      ...(creditTransferDetail && { creditTransferDetail }),
      creditTransferTx: transferOf(vend),
    } as const;
    return { element: 'meterCreditTransferResp', body };
  }
}
