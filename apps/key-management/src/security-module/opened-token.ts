import { creditTenths } from '@openprepay/quantities';
import { ALL_CREDIT_REGISTERS, CREDIT_REGISTERS, type DecodedToken } from '@openprepay/sts';
import type { OpenedToken } from './security-module.js';

/** What of a decoded token leaves the module: what it says, not how it was made. */
export function readOpenedToken(token: DecodedToken): OpenedToken {
  return {
    tokenClass: token.tokenClass,
    subClass: token.subClass,
    kind: token.kind,
    tokenIdentifier: 'tokenIdentifier' in token ? token.tokenIdentifier : undefined,
    commodity: token.kind === 'credit' ? token.commodity : undefined,
    amountTenths: token.kind === 'credit' ? creditTenths(token.amountTenths) : undefined,
    parameters: parametersOf(token),
  };
}

/** Of a section of a key change what it tells besides its part of the key, which stays in the module. */
function parametersOf(token: DecodedToken): OpenedToken['parameters'] {
  switch (token.kind) {
    case 'set-maximum-power-limit':
    case 'set-maximum-phase-power-unbalance-limit':
      return { watts: token.watts };
    case 'clear-credit':
      return { register: token.register === ALL_CREDIT_REGISTERS ? 'all' : CREDIT_REGISTERS[token.register]! };
    case 'set-tariff-rate':
      return { rate: token.rate };
    case 'set-water-meter-factor':
      return { factor: token.factor };
    case 'key-change-section-1':
      return { keyRevision: token.keyRevision, keyType: token.keyType, rollover: token.rollover };
    case 'key-change-section-2':
      return { tariffIndex: token.tariffIndex };
    case 'key-change-supply-group':
      return { supplyGroupCode: token.supplyGroupCode };
    default:
      return undefined;
  }
}
