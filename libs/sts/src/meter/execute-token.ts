import { COMMODITIES } from '../commodity.js';
import { type CreditToken } from '../credit-token.js';
import { type CurrencyToken } from '../currency-token.js';
import { ALL_CREDIT_REGISTERS, type ManagementToken } from '../management-token.js';
import { type Execution } from './acceptance.js';
import { type MeterState, NO_CREDIT } from './meter-state.js';

/** Adds credit in units. @source IEC 62055-41 7.3.6, TransferCredit */
export function executeCredit(state: MeterState, token: CreditToken): Execution {
  const { commodity, amountTenths } = token;
  if (!state.commodities.includes(commodity)) return { refusal: 'function' };
  const credit = state.creditTenths[commodity] + amountTenths;
  if (credit > state.maximumCreditTenths) return { refusal: 'overflow' };
  return {
    state: { ...state, creditTenths: { ...state.creditTenths, [commodity]: credit } },
    effect: { kind: 'credit-added', commodity, amountTenths },
  };
}

/** Adds credit in currency, or takes it away: the register may fall below zero. */
export function executeCurrency(state: MeterState, token: CurrencyToken): Execution {
  const { commodity, amountHundredThousandths } = token;
  if (!state.currencyCommodities.includes(commodity)) return { refusal: 'function' };
  const credit = state.currencyHundredThousandths[commodity] + amountHundredThousandths;
  if (credit > state.maximumCurrency || credit < -state.maximumCurrency) return { refusal: 'overflow' };
  return {
    state: { ...state, currencyHundredThousandths: { ...state.currencyHundredThousandths, [commodity]: credit } },
    effect: { kind: 'currency-added', commodity, amountHundredThousandths },
  };
}

/** Carries out a management token, if the meter has the function. @source IEC 62055-41 7.3.6 */
export function executeManagement(state: MeterState, token: ManagementToken): Execution {
  if (!state.functions.includes(token.kind)) return { refusal: 'function' };
  switch (token.kind) {
    case 'set-maximum-power-limit':
      return { state: { ...state, maximumPowerLimitWatts: token.watts }, effect: { kind: 'power-limit-set', watts: token.watts } };
    case 'clear-credit':
      return clearCredit(state, token.register);
    case 'set-tariff-rate':
      return { state: { ...state, tariffRate: token.rate }, effect: { kind: 'tariff-rate-set', rate: token.rate } };
    case 'clear-tamper-condition':
      return { state: { ...state, tampered: false }, effect: { kind: 'tamper-cleared' } };
    case 'set-maximum-phase-power-unbalance-limit':
      return {
        state: { ...state, phaseUnbalanceLimitWatts: token.watts },
        effect: { kind: 'phase-unbalance-limit-set', watts: token.watts },
      };
    case 'set-water-meter-factor':
      return { state: { ...state, waterMeterFactor: token.factor }, effect: { kind: 'water-meter-factor-set', factor: token.factor } };
    case 'extended-set': {
      const { tokenIndex, controlValue } = token;
      return {
        state: { ...state, extendedValues: { ...state.extendedValues, [tokenIndex]: controlValue } },
        effect: { kind: 'extended-value-set', tokenIndex, controlValue },
      };
    }
    case 'extended-flag': {
      const { flagIndex, flagValue } = token;
      return {
        state: { ...state, extendedFlags: { ...state.extendedFlags, [flagIndex]: flagValue } },
        effect: { kind: 'extended-flag-set', flagIndex, flagValue },
      };
    }
  }
}

/** Registers 0..3 hold units, 4..7 currency, of the commodities in order. A register the meter lacks is out of range. */
function clearCredit(state: MeterState, register: number): Execution {
  const effect = { kind: 'credit-cleared', register } as const;
  if (register === ALL_CREDIT_REGISTERS)
    return { state: { ...state, creditTenths: NO_CREDIT, currencyHundredThousandths: NO_CREDIT }, effect };
  const commodity = COMMODITIES[register & 3]!;
  if (register < COMMODITIES.length) {
    if (!state.commodities.includes(commodity)) return { refusal: 'range' };
    return { state: { ...state, creditTenths: { ...state.creditTenths, [commodity]: 0n } }, effect };
  }
  if (!state.currencyCommodities.includes(commodity)) return { refusal: 'range' };
  return { state: { ...state, currencyHundredThousandths: { ...state.currencyHundredThousandths, [commodity]: 0n } }, effect };
}
