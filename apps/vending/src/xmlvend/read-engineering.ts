import type { Value } from '@openprepay/xmlvend';
import type { Meter, MeterKeyData } from '../meters/meter.js';
import type { CreditRegister, WantedToken } from '../token-orders/token-order.js';
import { refuse, type Refusal } from './refusal.js';
import type { Written } from './till-call.js';

/** Requests of a token that is ordered for one meter. */
export type OrderedReq =
  Written<'ClearCreditReq'> | Written<'ClearTamperReq'> | Written<'PwrLmtReq'> | Written<'PhUnbalReq'> | Written<'SetWaterFactorReq'>;

/** Of power, in watts. A token holds no more. */
const MAX_WATTS = 18_201_624;
/** Of a water meter's factor: a word of 16 bits. */
const MAX_FACTOR = 65_535;

const registers = {
  Electricity: 'electricity',
  Water: 'water',
  Gas: 'gas',
  ConnectionTime: 'time',
  CurrencyResource: 'currency',
} as const satisfies Record<Value<'Resource'>['type'], CreditRegister>;

/** What the token is to tell its meter. Without a resource the credit that is cleared is that of the meter's own commodity. */
export function wantedTokenIn(asked: OrderedReq, { commodity }: Pick<Meter, 'commodity'>): WantedToken | Refusal {
  switch (asked.type) {
    case 'ClearCreditReq':
      return { kind: 'clear-credit', parameters: { register: asked.resource ? registers[asked.resource.type] : commodity } };
    case 'ClearTamperReq':
      return { kind: 'clear-tamper-condition' };
    case 'PwrLmtReq':
    case 'PhUnbalReq': {
      const watts = wattsIn(asked.pwrLmt);
      if (watts === undefined) return refuse('EngParameterEx', `a limit is a whole number of W or kW, up to ${MAX_WATTS} W`);
      const kind = asked.type === 'PwrLmtReq' ? 'set-maximum-power-limit' : 'set-maximum-phase-power-unbalance-limit';
      return { kind, parameters: { watts } };
    }
    case 'SetWaterFactorReq': {
      const factor = /^\d{1,5}$/.test(asked.waterFactor?.trim() ?? '') ? Number(asked.waterFactor) : undefined;
      if (factor === undefined || factor > MAX_FACTOR) return refuse('EngParameterEx', `a factor is a whole number, up to ${MAX_FACTOR}`);
      return { kind: 'set-water-meter-factor', parameters: { factor } };
    }
  }
}

const LIMIT = /^(\d{1,8})(?:\.(\d{0,3}))?$/;

/** A limit in whole watts, of whatever it is written in. */
function wattsIn(limit: Value<'PwrLmt'> | undefined): number | undefined {
  const [, whole, part = ''] = LIMIT.exec(limit?.value?.trim() ?? '') ?? [];
  if (whole === undefined) return undefined;
  const milliwatts = Number(whole) * 1_000 + Number(part.padEnd(3, '0'));
  const unit = limit?.siUnit?.trim().toLowerCase() ?? 'w';
  const watts = unit === 'kw' ? milliwatts : unit === 'w' ? milliwatts / 1_000 : undefined;
  return watts !== undefined && Number.isInteger(watts) && watts <= MAX_WATTS ? watts : undefined;
}

/** What becomes different of a meter's key. */
export function keyDataIn({ kctData }: Written<'EngKCTReq'>): Partial<MeterKeyData> | Refusal {
  const { toSGC, toKRN, toTI } = kctData ?? {};
  const wrong =
    (toSGC !== undefined && !/^\d{6}$/.test(toSGC)) ||
    (toKRN !== undefined && !/^[1-9]$/.test(toKRN)) ||
    (toTI !== undefined && !/^\d{2}$/.test(toTI)) ||
    (toSGC ?? toKRN ?? toTI) === undefined;
  if (wrong) return refuse('EngParameterEx', 'kctData says by toSGC, toKRN and toTI what becomes different');
  return {
    ...(toSGC !== undefined && { supplyGroupCode: toSGC }),
    ...(toKRN !== undefined && { keyRevision: Number(toKRN) }),
    ...(toTI !== undefined && { tariffIndex: toTI }),
  };
}
