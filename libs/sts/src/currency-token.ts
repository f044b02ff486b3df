import { type TokenCipher } from './cipher/token-cipher.js';
import { COMMODITIES, type Commodity, commodityIndex } from './commodity.js';
import { decodeCurrencyAmount, encodeCurrencyAmount } from './currency-amount.js';
import { requireTokenIdentifier } from './token-identifier.js';
import { type TokenBody, sealBody } from './token-body.js';
import { type UndefinedToken, readUndefinedBody } from './undefined-token.js';

/** What a currency credit token is made of. */
export interface CurrencyFields {
  /** The service whose currency register is credited. */
  readonly commodity: Commodity;
  readonly tokenIdentifier: number;
  /** In 10^-5 of the base currency; negative takes credit away. Rounded to what the field holds. */
  readonly amountHundredThousandths: bigint;
}

/** Class 0, subclasses 4..7: credit in currency. It has no random number: its place holds sign and exponent. */
export interface CurrencyToken extends CurrencyFields {
  readonly kind: 'currency';
  readonly tokenClass: 0;
  readonly subClass: 4 | 5 | 6 | 7;
}

const FIRST_SUBCLASS = 4;
const MINUS_ZERO = 1 << 19;

/**
 * Makes a currency credit token for one meter.
 *
 * @returns 20 digits
 * @throws {StsError} `sts.amount_out_of_range`, `sts.token_identifier_out_of_range`, `sts.commodity_unknown`
 * @source IEC 62055-41 (2018) 6.2.2, class 0: currency credit
 */
export function encodeCurrencyToken(fields: CurrencyFields, cipher: TokenCipher): string {
  return sealBody(currencyBody(fields), cipher);
}

/** The body of a currency credit token. @throws {StsError} as `encodeCurrencyToken` */
export function currencyBody(fields: CurrencyFields): TokenBody {
  const { commodity, tokenIdentifier, amountHundredThousandths } = fields;
  requireTokenIdentifier(tokenIdentifier);
  const subClass = FIRST_SUBCLASS + commodityIndex(commodity);
  const amount = encodeCurrencyAmount(amountHundredThousandths);
  return { tokenClass: 0, high: ((subClass << 28) | ((amount >>> 16) << 24) | tokenIdentifier) >>> 0, payload: amount & 0xffff };
}

/** Reads the body of a currency credit token, subclass 4..7. Minus zero is no amount: it is malformed. */
export function readCurrencyBody(body: TokenBody): CurrencyToken | UndefinedToken {
  const subClass = (body.high >>> 28) as CurrencyToken['subClass'];
  const amount = (((body.high >>> 24) & 15) << 16) | body.payload;
  if (amount === MINUS_ZERO) return readUndefinedBody(body, 'format');
  return {
    kind: 'currency',
    tokenClass: 0,
    subClass,
    commodity: COMMODITIES[subClass - FIRST_SUBCLASS]!,
    tokenIdentifier: body.high & 0xff_ffff,
    amountHundredThousandths: decodeCurrencyAmount(amount),
  };
}
