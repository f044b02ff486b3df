import { prepareCipher } from '../cipher/token-cipher.js';
import { type Commodity } from '../commodity.js';
import { type CreditToken } from '../credit-token.js';
import { fromHex } from '../octets.js';
import { StsError, type StsErrorCode } from '../sts-error.js';
import { type DecodedToken, decodeToken } from '../token.js';
import { isPastKeyExpiry } from '../token-identifier.js';
import { type MeterState } from './meter-state.js';
import { judgeTokenIdentifier, rememberTokenIdentifier } from './token-identifier-store.js';

/** Why a meter refuses a token. */
export type RejectionCode =
  'used' | 'old' | 'key-expired' | 'ddtk' | 'overflow' | 'key-type' | 'format' | 'range' | 'function' | 'crc' | 'mfr-code';
export type AcceptanceCode = 'accepted' | RejectionCode;

/** What an accepted token did. */
export type MeterEffect = { readonly kind: 'credit-added'; readonly commodity: Commodity; readonly amountTenths: bigint };

/** A meter's verdict. The token is there whenever it was authentic. */
export type AcceptanceResult =
  | { readonly accepted: true; readonly code: 'accepted'; readonly token: DecodedToken; readonly effect: MeterEffect }
  | { readonly accepted: false; readonly code: RejectionCode; readonly token?: DecodedToken };

/** A meter after a token, and what it answers. */
export interface Acceptance {
  readonly state: MeterState;
  readonly result: AcceptanceResult;
}

const DEFAULT_KEY_TYPE = 1;

/** How a token that cannot be read is answered. */
const UNREADABLE: Partial<Record<StsErrorCode, RejectionCode>> = {
  'sts.token_format': 'format',
  'sts.token_crc': 'crc',
  'sts.token_class_reserved': 'function',
};

/**
 * What a meter does with twenty digits: whether it accepts them, and the meter afterwards. Nothing changes
 * on a refusal.
 *
 * @param now when the digits are entered; the sections of a key change must come within minutes
 * @source IEC 62055-41 7.2 and 7.3
 */
export function acceptToken(state: MeterState, token: string, now: Date): Acceptance {
  if (!(now instanceof Date) || Number.isNaN(now.getTime())) throw new TypeError('an instant is a valid Date');
  const cipher = prepareCipher({ algorithm: state.encryptionAlgorithm, decoderKey: fromHex(state.decoderKey), tables: state.tables });
  let decoded: DecodedToken;
  try {
    decoded = decodeToken(token, cipher);
  } catch (error) {
    const code = error instanceof StsError ? UNREADABLE[error.code] : undefined;
    if (code === undefined) throw error;
    return { state, result: { accepted: false, code } };
  }
  return judge(state, decoded);
}

function judge(state: MeterState, token: DecodedToken): Acceptance {
  switch (token.kind) {
    case 'credit':
      return acceptCredit(state, token);
    case 'undefined':
      return refuse(state, token.reason, token);
  }
}

function acceptCredit(state: MeterState, token: CreditToken): Acceptance {
  const { commodity, amountTenths, tokenIdentifier } = token;
  const verdict = judgeTokenIdentifier(state.tokenIdentifiers, tokenIdentifier);
  if (verdict !== 'fresh') return refuse(state, verdict, token);
  if (state.keyExpiry !== undefined && isPastKeyExpiry(tokenIdentifier, state.keyExpiry)) return refuse(state, 'key-expired', token);
  if (state.keyType === DEFAULT_KEY_TYPE) return refuse(state, 'ddtk', token);
  if (!state.commodities.includes(commodity)) return refuse(state, 'function', token);
  const creditTenths = state.creditTenths[commodity] + amountTenths;
  if (creditTenths > state.maximumCreditTenths) return refuse(state, 'overflow', token);
  return {
    state: {
      ...state,
      tokenIdentifiers: rememberTokenIdentifier(state.tokenIdentifiers, tokenIdentifier),
      creditTenths: { ...state.creditTenths, [commodity]: creditTenths },
    },
    result: { accepted: true, code: 'accepted', token, effect: { kind: 'credit-added', commodity, amountTenths } },
  };
}

function refuse(state: MeterState, code: RejectionCode, token: DecodedToken): Acceptance {
  return { state, result: { accepted: false, code, token } };
}
