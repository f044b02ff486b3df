import { type EncryptionAlgorithm, decoderKeyLength } from '../cipher/token-cipher.js';
import { requireMeterPan } from '../meter-number.js';
import { StsError } from '../sts-error.js';
import { requireSupplyGroupCode } from '../supply-group.js';
import { requireTariffIndex } from '../tariff-index.js';
import { type BaseDate, requireBaseDate } from '../token-identifier.js';
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
  requireMeterPan(parameters.meterPan);
  requireKeyType(parameters.keyType);
  requireSupplyGroupCode(parameters.supplyGroupCode);
  requireTariffIndex(parameters.tariffIndex);
  requireKeyRevision(parameters.keyRevision);
  requireBaseDate(parameters.baseDate);
  decoderKeyLength(parameters.encryptionAlgorithm);
  if (parameters.keyType === 0) {
    throw new StsError('sts.key_type_not_derived', 'an initial key (DITK) comes from the meter maker, not from a vending key');
  }
}
