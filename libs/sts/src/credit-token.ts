import { decodeAmount, encodeAmount } from './amount.js';
import { type TokenCipher } from './cipher/token-cipher.js';
import { COMMODITIES, type Commodity, commodityIndex } from './commodity.js';
import { requireTokenIdentifier } from './token-identifier.js';
import { type TokenBody, sealBody } from './token-body.js';
import { requireRandom } from './token-fields.js';

/** What a credit token is made of. */
export interface CreditFields {
  readonly commodity: Commodity;
  /** 0..15, from the security module. */
  readonly random: number;
  readonly tokenIdentifier: number;
  /** Tenths of the commodity's unit. What was encoded is rounded up to what the field holds. */
  readonly amountTenths: bigint;
}

/** Class 0, subclasses 0..3: credit in units. */
export interface CreditToken extends CreditFields {
  readonly kind: 'credit';
  readonly tokenClass: 0;
  readonly subClass: 0 | 1 | 2 | 3;
}

/**
 * Makes a credit token for one meter.
 *
 * @returns 20 digits
 * @throws {StsError} `sts.amount_out_of_range`, `sts.token_identifier_out_of_range`, `sts.commodity_unknown`, `sts.field_out_of_range`
 * @source IEC 62055-41 6.2.2, class 0: credit
 */
export function encodeCreditToken(fields: CreditFields, cipher: TokenCipher): string {
  return sealBody(creditBody(fields), cipher);
}

/** The body of a credit token. @throws {StsError} as `encodeCreditToken` */
export function creditBody(fields: CreditFields): TokenBody {
  const { commodity, random, tokenIdentifier, amountTenths } = fields;
  requireRandom(random);
  requireTokenIdentifier(tokenIdentifier);
  return {
    tokenClass: 0,
    high: (commodityIndex(commodity) << 28) | (random << 24) | tokenIdentifier,
    payload: encodeAmount(amountTenths),
  };
}

/** Reads the body of a credit token, subclass 0..3. */
export function readCreditBody(body: TokenBody): CreditToken {
  const subClass = (body.high >>> 28) as CreditToken['subClass'];
  return {
    kind: 'credit',
    tokenClass: 0,
    subClass,
    commodity: COMMODITIES[subClass],
    random: (body.high >>> 24) & 15,
    tokenIdentifier: body.high & 0xff_ffff,
    amountTenths: decodeAmount(body.payload),
  };
}
