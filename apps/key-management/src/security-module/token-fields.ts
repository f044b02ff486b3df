import type { TokenFields } from '@openprepay/sts';
import type { CreditRequest, ManagementRequest } from './security-module.js';

/** What the library makes a token of. @param random 0..15, nobody can foretell it */
export function tokenFields(token: CreditRequest | ManagementRequest, random: number): TokenFields {
  const { tokenIdentifier } = token;
  const issued = { random, tokenIdentifier };
  switch (token.kind) {
    case 'credit':
      return { kind: token.kind, ...issued, commodity: token.commodity, amountTenths: token.amountTenths };
    case 'set-maximum-power-limit':
    case 'set-maximum-phase-power-unbalance-limit':
      return { kind: token.kind, ...issued, watts: token.value };
    case 'clear-credit':
      return { kind: token.kind, ...issued, register: token.value };
    case 'set-tariff-rate':
      return { kind: token.kind, ...issued, rate: token.value };
    case 'set-water-meter-factor':
      return { kind: token.kind, ...issued, factor: token.value };
    case 'clear-tamper-condition':
      return { kind: token.kind, ...issued };
  }
}
