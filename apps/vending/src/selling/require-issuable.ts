import { StsError, tokenIdentifierAt } from '@openprepay/sts';
import type { Meter } from '../meters/meter.js';
import { VendingError } from '../vending-error.js';

/**
 * Refuses a price for what the vault will not make: a base date that has run out, or has not begun, gives a meter no more tokens.
 * @throws {VendingError} `vending.token_refused`, as the sale would
 */
export function requireIssuable({ meterNumber, keyData: { baseDate } }: Pick<Meter, 'meterNumber' | 'keyData'>, at: Date): void {
  try {
    tokenIdentifierAt(at, baseDate);
  } catch (cause) {
    if (!(cause instanceof StsError)) throw cause;
    const reason = `base date ${baseDate} of meter ${meterNumber} gives no token at this time`;
    throw new VendingError('vending.token_refused', `nothing can be sold: ${reason}`, { cause });
  }
}
