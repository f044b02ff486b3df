import { type StaTables } from '../cipher/sta-tables.js';
import { type EncryptionAlgorithm, decoderKeyLength } from '../cipher/token-cipher.js';
import { type Commodity, commodityIndex } from '../commodity.js';
import { type KeyChangeToken, parseSupplyGroup, parseTariffIndex } from '../key-change-token.js';
import { type KeyType, requireKeyRevision, requireKeyType } from '../keys/key-type.js';
import { type ManagementKind } from '../management-token.js';
import { parseMeterNumber } from '../meter-number.js';
import { toHex } from '../octets.js';
import { StsError } from '../sts-error.js';
import { requireKeyExpiry, requireTokenIdentifier } from '../token-identifier.js';
import { TOKEN_IDENTIFIER_CAPACITY, type TokenIdentifierStore, newTokenIdentifierStore } from './token-identifier-store.js';

/** Management tokens that a meter may understand, and `extended-read` of class 1. */
export type MeterFunction = ManagementKind | 'extended-read';

/** How a meter leaves its factory. */
export interface MeterConfig {
  readonly meterNumber: string;
  readonly encryptionAlgorithm: EncryptionAlgorithm;
  readonly decoderKey: Uint8Array;
  /** EA07 only; the sample tables unless given. */
  readonly tables?: StaTables | undefined;
  readonly keyType: KeyType;
  /** 1..9; 0 with an initial key (key type 0). */
  readonly keyRevision: number;
  /** KEN, 0..255; a meter without it does not look at key expiry. */
  readonly keyExpiry?: number | undefined;
  readonly supplyGroupCode: string;
  readonly tariffIndex: string;
  /** The identifier of the minute of manufacture: nothing older is ever accepted. */
  readonly tokenIdentifierOfManufacture: number;
  /** How many identifiers it remembers; 50, the standard's least, unless given. */
  readonly tokenIdentifierCapacity?: number | undefined;
  /** What it meters in units; electricity unless given. Credit for anything else is refused. */
  readonly commodities?: readonly Commodity[] | undefined;
  /** What it meters in currency; nothing unless given. */
  readonly currencyCommodities?: readonly Commodity[] | undefined;
  /** The management tokens it understands; all but the standard's reserved and extended ones unless given. */
  readonly functions?: readonly MeterFunction[] | undefined;
  /** The most its unit registers hold, in tenths; 99 999 999.9 units unless given. */
  readonly maximumCreditTenths?: bigint | undefined;
  /** The most its currency registers hold either side of zero, in 10^-5 of the base currency. */
  readonly maximumCurrency?: bigint | undefined;
  readonly softwareVersion?: string | undefined;
}

/** Sections entered so far, and when the first of them was. Contains parts of the new key. */
export interface PendingKeyChange {
  readonly startedAtMs: number;
  readonly sections: readonly KeyChangeToken[];
}

/** Everything a meter remembers: plain data, never changed in place. */
export interface MeterState {
  readonly meterNumber: string;
  readonly pan: string;
  readonly manufacturerCode: string;
  readonly softwareVersion: string;
  readonly encryptionAlgorithm: EncryptionAlgorithm;
  /** Hexadecimal. Key material: never log it. */
  readonly decoderKey: string;
  readonly tables: StaTables | undefined;
  readonly keyType: KeyType;
  readonly keyRevision: number;
  readonly keyExpiry: number | undefined;
  readonly supplyGroupCode: string;
  readonly tariffIndex: string;
  readonly tokenIdentifiers: TokenIdentifierStore;
  /** Sections of a key change that has not come whole yet; key material too. */
  readonly pendingKeyChange: PendingKeyChange | undefined;
  readonly commodities: readonly Commodity[];
  readonly currencyCommodities: readonly Commodity[];
  readonly functions: readonly MeterFunction[];
  readonly maximumCreditTenths: bigint;
  readonly maximumCurrency: bigint;
  /** Credit left, in tenths of each commodity's unit. */
  readonly creditTenths: Readonly<Record<Commodity, bigint>>;
  /** Credit left in 10^-5 of the base currency; negative is owed. */
  readonly currencyHundredThousandths: Readonly<Record<Commodity, bigint>>;
  readonly maximumPowerLimitWatts: number | undefined;
  readonly phaseUnbalanceLimitWatts: number | undefined;
  readonly tariffRate: number | undefined;
  readonly waterMeterFactor: number | undefined;
  readonly tampered: boolean;
  /** Extended token set: control values by token index, flags by flag index. */
  readonly extendedValues: Readonly<Record<number, number>>;
  readonly extendedFlags: Readonly<Record<number, 0 | 1>>;
}

const MAXIMUM_CREDIT_TENTHS = 999_999_999n;
const MAXIMUM_CURRENCY = 10n ** 15n - 1n;
export const NO_CREDIT: Readonly<Record<Commodity, bigint>> = { electricity: 0n, water: 0n, gas: 0n, time: 0n };
const LARGEST_CAPACITY = 1_000;
const USUAL_FUNCTIONS: readonly MeterFunction[] = [
  'set-maximum-power-limit',
  'clear-credit',
  'clear-tamper-condition',
  'set-maximum-phase-power-unbalance-limit',
];

/**
 * A meter as it leaves its factory, with no credit.
 *
 * @throws {StsError} `sts.meter_number_*`, `sts.key_length` and the codes of the other fields
 */
export function createMeterState(config: MeterConfig): MeterState {
  checkConfig(config);
  const { meterNumber, pan, manufacturerCode } = parseMeterNumber(config.meterNumber);
  return {
    meterNumber,
    pan,
    manufacturerCode,
    softwareVersion: config.softwareVersion ?? '1.0',
    encryptionAlgorithm: config.encryptionAlgorithm,
    decoderKey: toHex(config.decoderKey),
    tables: config.tables,
    keyType: config.keyType,
    keyRevision: config.keyRevision,
    keyExpiry: config.keyExpiry,
    supplyGroupCode: config.supplyGroupCode,
    tariffIndex: config.tariffIndex,
    tokenIdentifiers: newTokenIdentifierStore(
      config.tokenIdentifierOfManufacture,
      config.tokenIdentifierCapacity ?? TOKEN_IDENTIFIER_CAPACITY,
    ),
    pendingKeyChange: undefined,
    commodities: config.commodities ?? ['electricity'],
    currencyCommodities: config.currencyCommodities ?? [],
    functions: config.functions ?? USUAL_FUNCTIONS,
    maximumCreditTenths: config.maximumCreditTenths ?? MAXIMUM_CREDIT_TENTHS,
    maximumCurrency: config.maximumCurrency ?? MAXIMUM_CURRENCY,
    creditTenths: NO_CREDIT,
    currencyHundredThousandths: NO_CREDIT,
    maximumPowerLimitWatts: undefined,
    phaseUnbalanceLimitWatts: undefined,
    tariffRate: undefined,
    waterMeterFactor: undefined,
    tampered: false,
    extendedValues: {},
    extendedFlags: {},
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

function checkConfig(config: MeterConfig): void {
  if (!(config.decoderKey instanceof Uint8Array)) throw new TypeError('a decoder key is a Uint8Array');
  if (config.decoderKey.length !== decoderKeyLength(config.encryptionAlgorithm)) {
    throw new StsError('sts.key_length', 'the decoder key is not of the length that the encryption algorithm takes');
  }
  requireKeyType(config.keyType);
  if (config.keyType !== 0 || config.keyRevision !== 0) requireKeyRevision(config.keyRevision);
  if (config.keyExpiry !== undefined) requireKeyExpiry(config.keyExpiry);
  parseSupplyGroup(config.supplyGroupCode);
  parseTariffIndex(config.tariffIndex);
  requireTokenIdentifier(config.tokenIdentifierOfManufacture);
  const capacity = config.tokenIdentifierCapacity ?? TOKEN_IDENTIFIER_CAPACITY;
  if (!Number.isInteger(capacity) || capacity < TOKEN_IDENTIFIER_CAPACITY || capacity > LARGEST_CAPACITY) {
    throw new StsError('sts.field_out_of_range', `a meter remembers ${TOKEN_IDENTIFIER_CAPACITY} to ${LARGEST_CAPACITY} identifiers`);
  }
  config.commodities?.forEach(commodityIndex);
  config.currencyCommodities?.forEach(commodityIndex);
}
