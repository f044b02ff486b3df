import type { Message, Value } from '@openprepay/xmlvend';
import type { ChangeDueKey } from '../key-changes/change-due-key.js';
import type { HandOverSet } from '../key-changes/hand-over-set.js';
import type { FindMeter } from '../meters/find-meter.js';
import type { Meter } from '../meters/meter.js';
import type { EnterSandbox } from '../sandbox/enter-sandbox.js';
import { VendingError } from '../vending-error.js';
import { refuse, type Refusal } from './refusal.js';
import type { TillCall, Written } from './till-call.js';
import { detailOf } from './written-answer.js';
import { keyChangeIssueOf } from './written-key-change.js';
import { meterNumberIn } from './written-sale.js';
import type { WriteSale } from './write-sale.js';

type Update = Written<'UpdateMeterKeyReq'>;

/**
 * Brings a meter to the key that it is to have: hands out the set of its open key change, or of the one that its next sale would have
 * begun. A till orders no other.
 */
export class HandOverKey {
  constructor(
    private readonly findMeter: FindMeter,
    private readonly changeDueKey: ChangeDueKey,
    private readonly handOverSet: HandOverSet,
    private readonly sandbox: EnterSandbox,
    private readonly writeSale: WriteSale,
  ) {}

  /** Safe to repeat. @throws {VendingError} as `FindMeter` and `EnterSandbox` */
  async execute(call: TillCall<Update>): Promise<Message | Refusal> {
    const { terminal, asked } = call;
    const meter = await this.meterOf(call);
    if ('refused' in meter) return meter;
    const set = await this.handOverSet.execute(terminal.principal.utility, meter.meterNumber);
    if (!set) return refuse('UpdateMtrKeySameEx', 'no other key is due for this meter', 'vending.key_change_nothing');
    const { supplyGroupCode, keyRevision, tariffIndex } = set.toKey;
    const body = {
      type: 'UpdateMeterKeyResp',
      ...(await this.writeSale.standing(call, 'Key change')),
      updateMeterKey: {
        ...keyChangeIssueOf(set.tokens),
        meterDetail: detailOf(meter),
        kctData: { ...fieldValues(asked.idMethod), toSGC: supplyGroupCode, toKRN: String(keyRevision), toTI: tariffIndex },
      },
    } as const;
    return { element: 'updateMeterKeyResp', body };
  }

  /** With its set, where one is due. */
  private async meterOf({ terminal, asked }: TillCall<Update>): Promise<Meter | Refusal> {
    const { principal } = terminal;
    const meterNumber = meterNumberIn({ meterIdentifier: asked.idMethod });
    if (typeof meterNumber !== 'string') return meterNumber;
    try {
      await this.sandbox.execute(principal, meterNumber);
      const meter = await this.findMeter.execute(principal, { meterNumber });
      if (!principal.sandbox) await this.changeDueKey.execute(principal, meter.meterNumber);
      return await this.findMeter.execute(principal, { meterNumber });
    } catch (error) {
      if (error instanceof VendingError && error.code === 'vending.meter_unknown')
        return refuse('UnknownMeterUpdateMtrKeyEx', error.message, error.code);
      throw error;
    }
  }
}

/** What whoever stands at the meter reads from it. */
function fieldValues(meter: Value<'MeterConfig'>): Pick<Value<'KCTData'>, 'fromSGC' | 'fromKRN' | 'fromTI'> {
  if (meter.type === 'MeterCard') return {};
  const { sgc, krn, ti } = meter;
  return {
    ...(sgc !== undefined && { fromSGC: sgc }),
    ...(krn !== undefined && { fromKRN: krn }),
    ...(ti !== undefined && { fromTI: ti }),
  };
}
