import { type StaTables } from '../cipher/sta-tables.js';
import { type EncryptionAlgorithm, decoderKeyLength } from '../cipher/token-cipher.js';
import { COMMODITIES, type Commodity, commodityIndex } from '../commodity.js';
import { type KeyType, requireKeyRevision, requireKeyType } from '../keys/key-type.js';
import { parseMeterNumber } from '../meter-number.js';
import { toHex } from '../octets.js';
import { StsError } from '../sts-error.js';
import { requireKeyExpiry, requireTokenIdentifier } from '../token-identifier.js';
import { TOKEN_IDENTIFIER_CAPACITY, type TokenIdentifierStore, newTokenIdentifierStore } from './token-identifier-store.js';

/** How a meter leaves its factory. */
export interface MeterConfig {
  readonly meterNumber: string;
  readonly encryptionAlgorithm: EncryptionAlgorithm;
  readonly decoderKey: Uint8Array;
  /** EA07 only; the sample tables unless given. */
  readonly tables?: StaTables | undefined;
  readonly keyType: KeyType;
  readonly keyRevision: number;
  /** KEN, 0..255; a meter without it does not look at key expiry. */
  readonly keyExpiry?: number | undefined;
  readonly supplyGroupCode: string;
  readonly tariffIndex: string;
  /** The identifier of the minute of manufacture: nothing older is ever accepted. */
  readonly tokenIdentifierOfManufacture: number;
  /** What it meters; electricity unless given. Credit for anything else is refused. */
  readonly commodities?: readonly Commodity[] | undefined;
  /** The most its registers hold, in tenths; 99 999 999.9 units unless given. */
  readonly maximumCreditTenths?: bigint | undefined;
}

/** Everything a meter remembers: plain data, never changed in place. Only `decoderKey` is secret. */
export interface MeterState {
  readonly meterNumber: string;
  readonly pan: string;
  readonly manufacturerCode: string;
  readonly encryptionAlgorithm: EncryptionAlgorithm;
  /** Hexadecimal. Key material: never log it. */
  readonly decoderKey: string;
  readonly tables: StaTables | undefined;
  readonly keyType: KeyType;
  readonly keyRevision: number;
  readonly keyExpiry: number | undefined;
  readonly supplyGroupCode: string;
  readonly tariffIndex: string;
  readonly commodities: readonly Commodity[];
  readonly tokenIdentifiers: TokenIdentifierStore;
  readonly maximumCreditTenths: bigint;
  /** Credit left, in tenths of each commodity's unit. */
  readonly creditTenths: Readonly<Record<Commodity, bigint>>;
}

const MAXIMUM_CREDIT_TENTHS = 999_999_999n;
const NO_CREDIT: Readonly<Record<Commodity, bigint>> = { electricity: 0n, water: 0n, gas: 0n, time: 0n };

/**
 * A meter as it leaves its factory, with no credit.
 *
 * @throws {StsError} `sts.meter_number_*`, `sts.key_length` and the codes of the other fields
 */
export function createMeterState(config: MeterConfig): MeterState {
  const { meterNumber, pan, manufacturerCode } = parseMeterNumber(config.meterNumber);
  if (config.decoderKey.length !== decoderKeyLength(config.encryptionAlgorithm)) {
    throw new StsError('sts.key_length', 'the decoder key is not of the length that the encryption algorithm takes');
  }
  requireKeyType(config.keyType);
  requireKeyRevision(config.keyRevision);
  if (config.keyExpiry !== undefined) requireKeyExpiry(config.keyExpiry);
  requireTokenIdentifier(config.tokenIdentifierOfManufacture);
  const commodities = config.commodities ?? [COMMODITIES[0]];
  commodities.forEach(commodityIndex);
  return {
    meterNumber,
    pan,
    manufacturerCode,
    encryptionAlgorithm: config.encryptionAlgorithm,
    decoderKey: toHex(config.decoderKey),
    tables: config.tables,
    keyType: config.keyType,
    keyRevision: config.keyRevision,
    keyExpiry: config.keyExpiry,
    supplyGroupCode: config.supplyGroupCode,
    tariffIndex: config.tariffIndex,
    commodities,
    tokenIdentifiers: newTokenIdentifierStore(config.tokenIdentifierOfManufacture, TOKEN_IDENTIFIER_CAPACITY),
    maximumCreditTenths: config.maximumCreditTenths ?? MAXIMUM_CREDIT_TENTHS,
    creditTenths: NO_CREDIT,
  };
}

/**
 * Counts consumption down.
 *
 * @param tenths 0 or more, at most the credit left
 * @throws {StsError} `sts.credit_insufficient` when less credit is left, `sts.amount_out_of_range` below 0
 */
export function consumeCredit(state: MeterState, commodity: Commodity, tenths: bigint): MeterState {
  commodityIndex(commodity);
  if (tenths < 0n) throw new StsError('sts.amount_out_of_range', 'consumption is not negative');
  const left = state.creditTenths[commodity] - tenths;
  if (left < 0n) throw new StsError('sts.credit_insufficient', 'less credit is left than was consumed');
  return { ...state, creditTenths: { ...state.creditTenths, [commodity]: left } };
}
