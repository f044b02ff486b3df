import { type EncryptionAlgorithm, decoderKeyLength } from '../cipher/token-cipher.js';
import { parseMeterPan } from '../meter-number.js';
import { StsError } from '../sts-error.js';
import { BASE_DATES, type BaseDate } from '../token-identifier.js';
import { type KeyType, requireKeyRevision, requireKeyType } from './key-type.js';

/** What a meter's key is derived from, besides the vending key. */
export interface DecoderKeyParameters {
  /** 18 digits. */
  readonly meterPan: string;
  readonly keyType: KeyType;
  /** 6 digits. */
  readonly supplyGroupCode: string;
  /** 2 digits. */
  readonly tariffIndex: string;
  /** 1..9. */
  readonly keyRevision: number;
  readonly baseDate: BaseDate;
  readonly encryptionAlgorithm: EncryptionAlgorithm;
}

/** @throws {StsError} the first parameter that no derivation takes */
export function checkParameters(parameters: DecoderKeyParameters): void {
  parseMeterPan(parameters.meterPan);
  requireKeyType(parameters.keyType);
  if (!isDigits(parameters.supplyGroupCode, 6)) throw new StsError('sts.supply_group_code_format', 'a supply group code has 6 digits');
  if (!isDigits(parameters.tariffIndex, 2)) throw new StsError('sts.tariff_index_format', 'a tariff index has 2 digits');
  requireKeyRevision(parameters.keyRevision);
  if (!BASE_DATES.includes(parameters.baseDate)) throw new StsError('sts.base_date_unknown', 'a base date is 1993, 2014 or 2035');
  decoderKeyLength(parameters.encryptionAlgorithm);
  if (parameters.keyType === 0) {
    throw new StsError('sts.key_type_not_derived', 'an initial key (DITK) comes from the meter maker, not from a vending key');
  }
}

function isDigits(text: unknown, count: number): boolean {
  return typeof text === 'string' && text.length === count && /^\d+$/.test(text);
}
