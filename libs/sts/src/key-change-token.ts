import { type EncryptionAlgorithm } from './cipher/token-cipher.js';
import { type KeyType, requireKeyType } from './keys/key-type.js';
import { StsError } from './sts-error.js';
import { parseSupplyGroupCode } from './supply-group.js';
import { parseTariffIndex } from './tariff-index.js';
import { type TokenBody } from './token-body.js';
import { requireBoolean, requireField } from './token-fields.js';
import { type UndefinedToken, readUndefinedBody } from './undefined-token.js';

/**
 * One section of a key change, with its part of the new key (32 bits, secret as the key is). Sections carry no
 * token identifier: they work until the key they are encrypted with is gone.
 */
export type KeyChangeFields =
  | {
      readonly kind: 'key-change-section-1';
      /** High four bits of the new key's expiry number. */
      readonly keyExpiryHigh: number;
      /** 1..9; 0 with an initial key, which has none. */
      readonly keyRevision: number;
      /** Whether the base date moves on: the meter then forgets its token identifiers. */
      readonly rollover: boolean;
      /** Whether a third token brings the supply group code to a meter with a 64-bit key. */
      readonly hasSupplyGroupToken: boolean;
      readonly keyType: KeyType;
      readonly keyPart: number;
    }
  | {
      readonly kind: 'key-change-section-2';
      /** Low four bits of the new key's expiry number. */
      readonly keyExpiryLow: number;
      readonly tariffIndex: string;
      readonly keyPart: number;
    }
  /** 128-bit keys: octets 4..7 and the low 12 bits of the supply group code. */
  | { readonly kind: 'key-change-section-3'; readonly supplyGroupLow: number; readonly keyPart: number }
  /** 128-bit keys: octets 8..11 and the high 12 bits of the supply group code. */
  | { readonly kind: 'key-change-section-4'; readonly supplyGroupHigh: number; readonly keyPart: number }
  /** 64-bit keys: the third token of a set that brings the supply group code. Its layout rests on one source. */
  | { readonly kind: 'key-change-supply-group'; readonly supplyGroupCode: string };

export type KeyChangeKind = KeyChangeFields['kind'];

/** Class 2, subclasses 3, 4, 8 and 9. */
export type KeyChangeToken = KeyChangeFields & { readonly tokenClass: 2; readonly subClass: 3 | 4 | 8 | 9 };

const MANAGEMENT_CLASS = 2;
const SECTION_1 = 3;
const SECTION_2 = 4;
const SECTION_3 = 8;
const SECTION_4 = 9;
const NIBBLE = 15;
const TWELVE_BITS = 0xfff;
const WORD = 0xffff_ffff;
const LARGEST_TARIFF_INDEX = 99;
const LARGEST_REVISION = 9;
const LARGEST_SUPPLY_GROUP = 999_999;
const LARGEST_SUPPLY_GROUP_HIGH = LARGEST_SUPPLY_GROUP >>> 12;

/** Whether a class 2 body is a section of a key change. */
export function isKeyChangeBody(body: TokenBody): boolean {
  const subClass = body.high >>> 28;
  return subClass === SECTION_1 || subClass === SECTION_2 || subClass === SECTION_3 || subClass === SECTION_4;
}

/**
 * The body of one section; `encodeKeyChangeSet` makes a whole set.
 *
 * @throws {StsError} `sts.field_out_of_range`, `sts.tariff_index_format`, `sts.supply_group_code_format`, `sts.key_type_unknown`
 * @source IEC 62055-41 6.2.4 and 6.3, Set1stSectionDecoderKey to Set4thSectionDecoderKey
 */
export function keyChangeBody(fields: KeyChangeFields): TokenBody {
  switch (fields.kind) {
    case 'key-change-section-1':
      requireField('keyExpiryHigh', fields.keyExpiryHigh, NIBBLE);
      requireRevision(fields.keyRevision, fields.keyType);
      requireBoolean('rollover', fields.rollover);
      requireBoolean('hasSupplyGroupToken', fields.hasSupplyGroupToken);
      return body(SECTION_1, (fields.keyExpiryHigh << 24) | section1Flags(fields), fields.keyPart);
    case 'key-change-section-2':
      requireField('keyExpiryLow', fields.keyExpiryLow, NIBBLE);
      return body(SECTION_2, (fields.keyExpiryLow << 24) | (parseTariffIndex(fields.tariffIndex) << 16), fields.keyPart);
    case 'key-change-section-3':
      requireField('supplyGroupLow', fields.supplyGroupLow, TWELVE_BITS);
      return body(SECTION_3, fields.supplyGroupLow << 16, fields.keyPart);
    case 'key-change-section-4':
      requireField('supplyGroupHigh', fields.supplyGroupHigh, LARGEST_SUPPLY_GROUP_HIGH);
      return body(SECTION_4, fields.supplyGroupHigh << 16, fields.keyPart);
    case 'key-change-supply-group':
      return body(SECTION_3, parseSupplyGroupCode(fields.supplyGroupCode) << 4, 0);
    default:
      throw new StsError('sts.token_kind_unknown', 'not a kind of key change section');
  }
}

/** Reads a section. What subclass 8 holds depends on the length of the meter's key. */
export function readKeyChangeBody(body: TokenBody, algorithm: EncryptionAlgorithm): KeyChangeToken | UndefinedToken {
  const { high, payload } = body;
  const keyPart = (((high & 0xffff) << 16) | payload) >>> 0;
  const common = { tokenClass: 2, keyPart } as const;
  switch (high >>> 28) {
    case SECTION_1:
      return readSection1(body, keyPart);
    case SECTION_2: {
      const tariffIndex = (high >>> 16) & 0xff;
      if (tariffIndex > LARGEST_TARIFF_INDEX) return readUndefinedBody(body, 'range');
      const keyExpiryLow = (high >>> 24) & NIBBLE;
      return {
        kind: 'key-change-section-2',
        ...common,
        subClass: SECTION_2,
        keyExpiryLow,
        tariffIndex: String(tariffIndex).padStart(2, '0'),
      };
    }
    case SECTION_3:
      return algorithm === 'EA07'
        ? readSupplyGroup(body)
        : { kind: 'key-change-section-3', ...common, subClass: SECTION_3, supplyGroupLow: (high >>> 16) & TWELVE_BITS };
    default: {
      const supplyGroupHigh = (high >>> 16) & TWELVE_BITS;
      if (algorithm === 'EA07') return readUndefinedBody(body, 'function');
      if (supplyGroupHigh > LARGEST_SUPPLY_GROUP_HIGH) return readUndefinedBody(body, 'range');
      return { kind: 'key-change-section-4', ...common, subClass: SECTION_4, supplyGroupHigh };
    }
  }
}

function readSection1(body: TokenBody, keyPart: number): KeyChangeToken | UndefinedToken {
  const { high } = body;
  const keyRevision = (high >>> 20) & NIBBLE;
  const keyType = ((high >>> 16) & 3) as KeyType;
  if (!isRevision(keyRevision, keyType)) return readUndefinedBody(body, 'range');
  return {
    kind: 'key-change-section-1',
    tokenClass: 2,
    subClass: SECTION_1,
    keyExpiryHigh: (high >>> 24) & NIBBLE,
    keyRevision,
    rollover: ((high >>> 19) & 1) === 1,
    hasSupplyGroupToken: ((high >>> 18) & 1) === 1,
    keyType,
    keyPart,
  };
}

function readSupplyGroup(body: TokenBody): KeyChangeToken | UndefinedToken {
  const supplyGroup = (body.high >>> 4) & 0xff_ffff;
  if ((body.high & NIBBLE) !== 0 || body.payload !== 0) return readUndefinedBody(body, 'format');
  if (supplyGroup > LARGEST_SUPPLY_GROUP) return readUndefinedBody(body, 'range');
  return { kind: 'key-change-supply-group', tokenClass: 2, subClass: SECTION_3, supplyGroupCode: String(supplyGroup).padStart(6, '0') };
}

function section1Flags(fields: Extract<KeyChangeFields, { kind: 'key-change-section-1' }>): number {
  return (fields.keyRevision << 20) | (Number(fields.rollover) << 19) | (Number(fields.hasSupplyGroupToken) << 18) | (fields.keyType << 16);
}

function body(subClass: number, upper: number, keyPart: number): TokenBody {
  requireField('keyPart', keyPart, WORD);
  return { tokenClass: MANAGEMENT_CLASS, high: ((subClass << 28) | upper | (keyPart >>> 16)) >>> 0, payload: keyPart & 0xffff };
}

function requireRevision(keyRevision: number, keyType: KeyType): void {
  requireKeyType(keyType);
  if (!isRevision(keyRevision, keyType)) throw new StsError('sts.key_revision_out_of_range', 'a key revision is an integer from 1 to 9');
}

function isRevision(keyRevision: number, keyType: KeyType): boolean {
  return Number.isInteger(keyRevision) && keyRevision >= (keyType === 0 ? 0 : 1) && keyRevision <= LARGEST_REVISION;
}
