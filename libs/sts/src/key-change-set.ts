import { readWord } from './cipher/block.js';
import { type TokenCipher, decoderKeyLength, prepareCipher, wipeCipher } from './cipher/token-cipher.js';
import { type KeyChangeFields, keyChangeBody } from './key-change-token.js';
import { type KeyType, isKeyTypeChangePermitted } from './keys/key-type.js';
import { StsError } from './sts-error.js';
import { parseSupplyGroupCode } from './supply-group.js';
import { requireKeyExpiry } from './token-identifier.js';
import { sealBody } from './token-body.js';
import { requireBoolean } from './token-fields.js';

/** The key a meter is to have, and what comes with it. */
export interface KeyChange {
  readonly newDecoderKey: Uint8Array;
  /** The type of the key that the meter has now. */
  readonly currentKeyType: KeyType;
  readonly keyType: KeyType;
  readonly keyRevision: number;
  /** KEN, 0..255; 255 never expires. */
  readonly keyExpiry: number;
  readonly supplyGroupCode: string;
  readonly tariffIndex: string;
  /** Whether the new key is on a later base date than the old one. */
  readonly rollover: boolean;
  /** 64-bit keys only: add the third token, which tells the meter its supply group code. */
  readonly includeSupplyGroup?: boolean | undefined;
}

/**
 * Makes the tokens that give a meter a new key: two for a 64-bit key (three with the supply group code), four
 * for a 128-bit key. All are encrypted with the key the meter has; they may be entered in any order.
 *
 * @param cipher the meter's present key
 * @returns first to last section, 20 digits each
 * @throws {StsError} `sts.key_length`, `sts.key_type_change_not_permitted`, `sts.key_expiry_out_of_range`, `sts.key_revision_out_of_range`,
 * `sts.supply_group_code_format`, `sts.tariff_index_format`; `sts.rollover_without_new_key`, because old tokens would work again
 * @source IEC 62055-41 6.2.4; the new key is NKHO || NKMO2 || NKMO1 || NKLO
 */
export function encodeKeyChangeSet(change: KeyChange, cipher: TokenCipher): readonly string[] {
  checkChange(change, cipher);
  return keyChangeSections(change).map((section) => sealBody(keyChangeBody(section), cipher));
}

function keyChangeSections(change: KeyChange): readonly KeyChangeFields[] {
  const { newDecoderKey, keyType, keyRevision, keyExpiry, supplyGroupCode, tariffIndex, rollover, includeSupplyGroup = false } = change;
  requireBoolean('includeSupplyGroup', includeSupplyGroup);
  const part = (offset: number): number => readWord(newDecoderKey, offset) >>> 0;
  const supplyGroup = parseSupplyGroupCode(supplyGroupCode);
  const isLong = newDecoderKey.length > 8;
  const hasSupplyGroupToken = !isLong && includeSupplyGroup;
  const sections: readonly KeyChangeFields[] = [
    { kind: 'key-change-section-1', keyExpiryHigh: keyExpiry >>> 4, keyRevision, rollover, hasSupplyGroupToken, keyType, keyPart: part(0) },
    { kind: 'key-change-section-2', keyExpiryLow: keyExpiry & 15, tariffIndex, keyPart: part(newDecoderKey.length - 4) },
  ];
  if (hasSupplyGroupToken) return [...sections, { kind: 'key-change-supply-group', supplyGroupCode }];
  if (!isLong) return sections;
  return [
    ...sections,
    { kind: 'key-change-section-3', supplyGroupLow: supplyGroup & 0xfff, keyPart: part(4) },
    { kind: 'key-change-section-4', supplyGroupHigh: supplyGroup >>> 12, keyPart: part(8) },
  ];
}

function checkChange(change: KeyChange, cipher: TokenCipher): void {
  if (!(change.newDecoderKey instanceof Uint8Array)) throw new TypeError('a decoder key is a Uint8Array');
  requireBoolean('rollover', change.rollover);
  requireKeyExpiry(change.keyExpiry);
  if (change.newDecoderKey.length !== decoderKeyLength(cipher.algorithm)) {
    throw new StsError('sts.key_length', `a decoder key of ${cipher.algorithm} has ${decoderKeyLength(cipher.algorithm)} octets`);
  }
  if (!isKeyTypeChangePermitted(change.currentKeyType, change.keyType)) {
    throw new StsError('sts.key_type_change_not_permitted', `key type ${change.currentKeyType} may not become ${change.keyType}`);
  }
  if (change.rollover && isSameKey(change.newDecoderKey, cipher)) {
    throw new StsError('sts.rollover_without_new_key', 'a rollover with the same key would let old tokens work again');
  }
}

function isSameKey(decoderKey: Uint8Array, cipher: TokenCipher): boolean {
  const other = prepareCipher({ algorithm: cipher.algorithm, decoderKey });
  const isSame = cipher.schedule.every((word, index) => word === other.schedule[index]);
  wipeCipher(other);
  return isSame;
}
