import { writeDecimal } from '../decimal.js';
import { KEY_TYPE_NAMES } from '../keys/key-type.js';
import { type MeterTestAction, meterTestActions } from '../meter-test-actions.js';
import { type ExtendedReadToken, type MeterTestToken } from '../meter-test-token.js';
import { type Execution } from './acceptance.js';
import { type MeterState } from './meter-state.js';

const SHORT_KEY_CHANGE_TOKENS = 2;
const LONG_KEY_CHANGE_TOKENS = 4;

/**
 * Runs a class 1 token. Its code must be the meter's own, or zeros, which address every maker's meters.
 *
 * @source IEC 62055-41 6.2.3 and 7.3.2
 */
export function executeMeterTest(state: MeterState, token: MeterTestToken): Execution {
  const codeDigits = token.subClass === 0 ? 2 : 4;
  if (!isAddressed(state, token.manufacturerCode)) return { refusal: 'mfr-code' };
  const actions = meterTestActions(token.control, codeDigits);
  if (actions === undefined) return { refusal: 'function' };
  return { state, effect: { kind: 'tested', displays: actions.map((action) => ({ action, text: displayText(state, action) })) } };
}

/** Shows an item of the extended token set, if the meter knows the set. @source STS 202-5 */
export function executeExtendedRead(state: MeterState, token: ExtendedReadToken): Execution {
  if (!isAddressed(state, token.manufacturerCode)) return { refusal: 'mfr-code' };
  if (!state.functions.includes('extended-read')) return { refusal: 'function' };
  return { state, effect: { kind: 'extended-read', tokenIndex: token.tokenIndex, control: token.control } };
}

function isAddressed(state: MeterState, manufacturerCode: string): boolean {
  const code = Number(manufacturerCode);
  return code === 0 || code === Number(state.manufacturerCode);
}

function displayText(state: MeterState, action: MeterTestAction): string | undefined {
  switch (action) {
    case 'test-load-switches':
    case 'test-displays':
    case 'test-token-input':
    case 'display-active-power':
      return undefined;
    case 'display-registers':
      return [...unitRegisters(state), ...currencyRegisters(state)].join(' ');
    case 'display-key-revision-and-type':
      return `${state.keyRevision} ${KEY_TYPE_NAMES[state.keyType]}`;
    case 'display-tariff-index':
      return state.tariffIndex;
    case 'display-maximum-power-limit':
      return numberText(state.maximumPowerLimitWatts);
    case 'display-tamper-status':
      return state.tampered ? 'tampered' : 'ok';
    case 'display-software-version':
      return state.softwareVersion;
    case 'display-phase-unbalance-limit':
      return numberText(state.phaseUnbalanceLimitWatts);
    case 'display-water-meter-factor':
      return numberText(state.waterMeterFactor);
    case 'display-tariff-rate':
      return numberText(state.tariffRate);
    case 'display-encryption-algorithm':
      return state.encryptionAlgorithm.slice(2);
    case 'display-key-change-tokens':
      return String(state.encryptionAlgorithm === 'EA11' ? LONG_KEY_CHANGE_TOKENS : SHORT_KEY_CHANGE_TOKENS);
    case 'display-supply-group-code':
      return state.supplyGroupCode;
    case 'display-key-expiry':
      return numberText(state.keyExpiry);
    case 'display-meter-number':
      return state.meterNumber;
  }
}

function unitRegisters(state: MeterState): readonly string[] {
  return state.commodities.map((commodity) => writeDecimal(state.creditTenths[commodity], 1));
}

function currencyRegisters(state: MeterState): readonly string[] {
  return state.currencyCommodities.map((commodity) => writeDecimal(state.currencyHundredThousandths[commodity], 5));
}

function numberText(value: number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}
