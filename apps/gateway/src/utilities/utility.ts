import { isCurrency } from '@openprepay/quantities';
import { GatewayError } from '../gateway-error.js';

/** A seller of electricity, water or gas: the tenant everything belongs to. */
export interface Utility {
  /** Short and stable: what tokens, rows and events carry. */
  readonly code: string;
  readonly name: string;
  /** ISO 4217. */
  readonly currency: string;
  /** IANA name; months and days of tariffs begin by it. */
  readonly timeZone: string;
  /** True: for trying things out. Nothing of it is anybody's money or key, and it stays one. */
  readonly sandbox: boolean;
  readonly createdAt: Date;
}

/** @throws {GatewayError} `gateway.currency_unknown`, `gateway.time_zone_unknown` */
export function checkUtility({ currency, timeZone }: Pick<Utility, 'currency' | 'timeZone'>): void {
  if (!isCurrency(currency)) throw new GatewayError('gateway.currency_unknown', `${currency} is not a currency of ISO 4217`);
  if (!isTimeZone(timeZone)) throw new GatewayError('gateway.time_zone_unknown', `${timeZone} is not a time zone of the IANA database`);
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
