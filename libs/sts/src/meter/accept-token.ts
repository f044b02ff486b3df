import { prepareCipher, wipeCipher } from '../cipher/token-cipher.js';
import { fromHex } from '../octets.js';
import { StsError, type StsErrorCode } from '../sts-error.js';
import { type DecodedToken, decodeToken } from '../token.js';
import { isPastKeyExpiry } from '../token-identifier.js';
import { type Acceptance, type Execution, type RejectionCode } from './acceptance.js';
import { executeCredit, executeCurrency, executeManagement } from './execute-token.js';
import { executeKeyChange } from './key-change-assembly.js';
import { executeExtendedRead, executeMeterTest } from './meter-test.js';
import { type MeterState } from './meter-state.js';
import { judgeTokenIdentifier, rememberTokenIdentifier } from './token-identifier-store.js';

const DEFAULT_KEY_TYPE = 1;
const TOKEN_IDENTIFIER_MASK = 0xff_ffff;

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
  const decoded = readToken(state, token);
  if (typeof decoded === 'string') return { state, result: { accepted: false, code: decoded } };

  const tokenIdentifier = tokenIdentifierOf(decoded);
  const refusal = tokenIdentifier === undefined ? undefined : refuseByTime(state, tokenIdentifier, decoded);
  if (refusal !== undefined) return { state, result: { accepted: false, code: refusal, token: decoded } };

  const execution = execute(state, decoded, now);
  if ('refusal' in execution) return { state, result: { accepted: false, code: execution.refusal, token: decoded } };
  return {
    state: tokenIdentifier === undefined ? execution.state : remember(execution.state, tokenIdentifier),
    result: { accepted: true, code: 'accepted', token: decoded, effect: execution.effect },
  };
}

function readToken(state: MeterState, token: string): DecodedToken | RejectionCode {
  const decoderKey = fromHex(state.decoderKey);
  const cipher = prepareCipher({ algorithm: state.encryptionAlgorithm, decoderKey, tables: state.tables });
  try {
    return decodeToken(token, cipher);
  } catch (error) {
    const code = error instanceof StsError ? UNREADABLE[error.code] : undefined;
    if (code === undefined) throw error;
    return code;
  } finally {
    decoderKey.fill(0);
    wipeCipher(cipher);
  }
}

/** Sections of a key change and class 1 tokens carry none; a token without a meaning does where its subclass has one. */
function tokenIdentifierOf(token: DecodedToken): number | undefined {
  if (token.kind !== 'undefined') return 'tokenIdentifier' in token ? token.tokenIdentifier : undefined;
  const isStamped = token.tokenClass === 0 ? token.subClass < 8 : token.tokenClass === 2 && (token.subClass === 1 || token.subClass === 5);
  return isStamped ? token.upper & TOKEN_IDENTIFIER_MASK : undefined;
}

function refuseByTime(state: MeterState, tokenIdentifier: number, token: DecodedToken): RejectionCode | undefined {
  const verdict = judgeTokenIdentifier(state.tokenIdentifiers, tokenIdentifier);
  if (verdict !== 'fresh') return verdict;
  if (state.keyExpiry !== undefined && isPastKeyExpiry(tokenIdentifier, state.keyExpiry)) return 'key-expired';
  return token.tokenClass === 0 && state.keyType === DEFAULT_KEY_TYPE ? 'ddtk' : undefined;
}

function execute(state: MeterState, token: DecodedToken, now: Date): Execution {
  switch (token.kind) {
    case 'credit':
      return executeCredit(state, token);
    case 'currency':
      return executeCurrency(state, token);
    case 'meter-test':
      return executeMeterTest(state, token);
    case 'extended-read':
      return executeExtendedRead(state, token);
    case 'key-change-section-1':
    case 'key-change-section-2':
    case 'key-change-section-3':
    case 'key-change-section-4':
    case 'key-change-supply-group':
      return executeKeyChange(state, token, now);
    case 'undefined':
      return { refusal: token.reason };
    case 'set-maximum-power-limit':
    case 'clear-credit':
    case 'set-tariff-rate':
    case 'clear-tamper-condition':
    case 'set-maximum-phase-power-unbalance-limit':
    case 'set-water-meter-factor':
    case 'extended-set':
    case 'extended-flag':
      return executeManagement(state, token);
  }
}

function remember(state: MeterState, tokenIdentifier: number): MeterState {
  return { ...state, tokenIdentifiers: rememberTokenIdentifier(state.tokenIdentifiers, tokenIdentifier) };
}
