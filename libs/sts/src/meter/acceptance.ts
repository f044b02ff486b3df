import { type Commodity } from '../commodity.js';
import { type MeterTestAction } from '../meter-test-actions.js';
import { type DecodedToken } from '../token.js';
import { type MeterState } from './meter-state.js';

/** Why a meter refuses a token. */
export type RejectionCode =
  'used' | 'old' | 'key-expired' | 'ddtk' | 'overflow' | 'key-type' | 'format' | 'range' | 'function' | 'crc' | 'mfr-code';
export type AcceptanceCode = 'accepted' | RejectionCode;

/** A part of a key change, as the meter waits for it. */
export type KeyChangePart = 'section-1' | 'section-2' | 'section-3' | 'section-4' | 'supply-group';

/** What a test shows; undefined for a test of the meter's own parts, and for what this meter does not measure. */
export interface MeterDisplay {
  readonly action: MeterTestAction;
  readonly text: string | undefined;
}

/** What an accepted token did. */
export type MeterEffect =
  | { readonly kind: 'credit-added'; readonly commodity: Commodity; readonly amountTenths: bigint }
  | { readonly kind: 'currency-added'; readonly commodity: Commodity; readonly amountHundredThousandths: bigint }
  | { readonly kind: 'credit-cleared'; readonly register: number }
  | { readonly kind: 'power-limit-set'; readonly watts: number }
  | { readonly kind: 'phase-unbalance-limit-set'; readonly watts: number }
  | { readonly kind: 'tariff-rate-set'; readonly rate: number }
  | { readonly kind: 'water-meter-factor-set'; readonly factor: number }
  | { readonly kind: 'tamper-cleared' }
  | { readonly kind: 'extended-value-set'; readonly tokenIndex: number; readonly controlValue: number }
  | { readonly kind: 'extended-flag-set'; readonly flagIndex: number; readonly flagValue: 0 | 1 }
  | { readonly kind: 'extended-read'; readonly tokenIndex: number; readonly control: number }
  | { readonly kind: 'tested'; readonly displays: readonly MeterDisplay[] }
  /** A section of a key change is kept; `missing` are the parts still to come, as far as the meter can know. */
  | { readonly kind: 'key-change-section-kept'; readonly part: KeyChangePart; readonly missing: readonly KeyChangePart[] }
  | { readonly kind: 'key-changed'; readonly keyRevision: number; readonly rollover: boolean };

/** A meter's verdict. The token is there whenever it was authentic. */
export type AcceptanceResult =
  | { readonly accepted: true; readonly code: 'accepted'; readonly token: DecodedToken; readonly effect: MeterEffect }
  | { readonly accepted: false; readonly code: RejectionCode; readonly token?: DecodedToken };

/** A meter after a token, and what it answers. */
export interface Acceptance {
  readonly state: MeterState;
  readonly result: AcceptanceResult;
}

/** What executing an authentic, fresh token comes to. */
export type Execution = { readonly state: MeterState; readonly effect: MeterEffect } | { readonly refusal: RejectionCode };

const REGISTER_BY_CODE = {
  accepted: 1,
  overflow: 4,
  'key-type': 5,
  format: 6,
  range: 7,
  function: 8,
  old: 9,
  used: 10,
  'key-expired': 11,
  ddtk: 12,
  crc: 13,
  'mfr-code': 14,
} as const satisfies Record<AcceptanceCode, number>;
const FIRST_SECTION_KEPT = 2;
const LATER_SECTION_KEPT = 3;

/**
 * A verdict as the number that meters with a virtual token carrier report.
 *
 * @source IEC 62055-52, result register
 */
export function resultRegister(result: AcceptanceResult): number {
  if (!result.accepted || result.effect.kind !== 'key-change-section-kept') return REGISTER_BY_CODE[result.code];
  return result.effect.part === 'section-1' ? FIRST_SECTION_KEPT : LATER_SECTION_KEPT;
}
