import { creditTenths } from '@openprepay/quantities';
import type { DecodedToken } from '@openprepay/sts';
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
  };
}
