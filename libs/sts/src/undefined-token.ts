import { requireField } from './token-fields.js';
import { type TokenBody } from './token-body.js';

/** Why a body is none of the standard's tokens: its subclass is reserved, or a field holds what it must not. */
export type UndefinedReason = 'function' | 'format' | 'range';

/** An authentic token that the standard gives no meaning: reserved, proprietary, or with a field out of its range. */
export interface UndefinedToken {
  readonly kind: 'undefined';
  readonly tokenClass: 0 | 1 | 2;
  readonly subClass: number;
  /** `function` a subclass without a meaning, `format` a pad that is not zero, `range` a field out of its range. */
  readonly reason: UndefinedReason;
  /** Bits 59..32 of the block. */
  readonly upper: number;
  /** Bits 31..16 of the block. */
  readonly lower: number;
}

const LARGEST_SUBCLASS = 15;
const LARGEST_UPPER = 0xfff_ffff;
const LARGEST_LOWER = 0xffff;

/** The body of a token without a meaning. @throws {StsError} `sts.field_out_of_range` */
export function undefinedBody(token: Omit<UndefinedToken, 'kind' | 'reason'>): TokenBody {
  requireField('tokenClass', token.tokenClass, 2);
  requireField('subClass', token.subClass, LARGEST_SUBCLASS);
  requireField('upper', token.upper, LARGEST_UPPER);
  requireField('lower', token.lower, LARGEST_LOWER);
  return { tokenClass: token.tokenClass, high: ((token.subClass << 28) | token.upper) >>> 0, payload: token.lower };
}

/** Reads a body that has no meaning, so that nothing of it is lost. */
export function readUndefinedBody(body: TokenBody, reason: UndefinedReason): UndefinedToken {
  return {
    kind: 'undefined',
    tokenClass: body.tokenClass as UndefinedToken['tokenClass'],
    subClass: body.high >>> 28,
    reason,
    upper: body.high & LARGEST_UPPER,
    lower: body.payload,
  };
}
