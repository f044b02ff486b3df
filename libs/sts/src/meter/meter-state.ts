import { type StaTables, parseStaTables } from '../cipher/sta-tables.js';
import { type EncryptionAlgorithm, decoderKeyLength } from '../cipher/token-cipher.js';
import { type Commodity, commodityIndex } from '../commodity.js';
import { type KeyChangeToken } from '../key-change-token.js';
import { type KeyType, requireKeyRevision, requireKeyType } from '../keys/key-type.js';
import { MANAGEMENT_SUBCLASSES, type ManagementKind } from '../management-token.js';
import { parseMeterNumber } from '../meter-number.js';
import { toHex } from '../octets.js';
import { StsError } from '../sts-error.js';
import { requireSupplyGroupCode } from '../supply-group.js';
import { requireTariffIndex } from '../tariff-index.js';
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

export const NO_CREDIT: Readonly<Record<Commodity, bigint>> = { electricity: 0n, water: 0n, gas: 0n, time: 0n };
const LARGEST_CAPACITY = 1_000;
const METER_FUNCTIONS: readonly MeterFunction[] = [...(Object.keys(MANAGEMENT_SUBCLASSES) as ManagementKind[]), 'extended-read'];
const DEFAULTS = {
  commodities: ['electricity'] as readonly Commodity[],
  currencyCommodities: [] as readonly Commodity[],
  functions: [
    'set-maximum-power-limit',
    'clear-credit',
    'clear-tamper-condition',
    'set-maximum-phase-power-unbalance-limit',
  ] as readonly MeterFunction[],
  tokenIdentifierCapacity: TOKEN_IDENTIFIER_CAPACITY,
  maximumCreditTenths: 999_999_999n,
  maximumCurrency: 10n ** 15n - 1n,
  softwareVersion: '1.0',
};

/**
 * A meter as it leaves its factory, with no credit.
 *
 * @throws {StsError} `sts.meter_number_*`, `sts.key_length` and the codes of the other fields
 */
export function createMeterState(config: MeterConfig): MeterState {
  const settings = { ...DEFAULTS, ...definedOf(config) } as Settings;
  checkIdentity(settings);
  checkRegisters(settings);
  const { meterNumber, pan, manufacturerCode } = parseMeterNumber(settings.meterNumber);
  const { decoderKey, tokenIdentifierOfManufacture, tokenIdentifierCapacity, ...kept } = settings;
  return {
    ...kept,
    meterNumber,
    pan,
    manufacturerCode,
    decoderKey: toHex(decoderKey),
    tables: settings.tables,
    keyExpiry: settings.keyExpiry,
    tokenIdentifiers: newTokenIdentifierStore(tokenIdentifierOfManufacture, tokenIdentifierCapacity),
    pendingKeyChange: undefined,
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

type Settings = MeterConfig & typeof DEFAULTS;

/** What is there: a member that is undefined takes the default, null is a mistake and meets the checks. */
function definedOf(config: MeterConfig): MeterConfig {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined)) as unknown as MeterConfig;
}

function checkIdentity(settings: Settings): void {
  if (!(settings.decoderKey instanceof Uint8Array)) throw new TypeError('a decoder key is a Uint8Array');
  if (settings.decoderKey.length !== decoderKeyLength(settings.encryptionAlgorithm)) {
    throw new StsError('sts.key_length', 'the decoder key is not of the length that the encryption algorithm takes');
  }
  requireKeyType(settings.keyType);
  if (settings.keyType !== 0 || settings.keyRevision !== 0) requireKeyRevision(settings.keyRevision);
  if (settings.keyExpiry !== undefined) requireKeyExpiry(settings.keyExpiry);
  if (settings.tables !== undefined) parseStaTables(settings.tables);
  requireSupplyGroupCode(settings.supplyGroupCode);
  requireTariffIndex(settings.tariffIndex);
  requireTokenIdentifier(settings.tokenIdentifierOfManufacture);
}

function checkRegisters(settings: Settings): void {
  const { tokenIdentifierCapacity: capacity, commodities, currencyCommodities, functions } = settings;
  if (!Number.isInteger(capacity) || capacity < TOKEN_IDENTIFIER_CAPACITY || capacity > LARGEST_CAPACITY) {
    throw new StsError('sts.field_out_of_range', `a meter remembers ${TOKEN_IDENTIFIER_CAPACITY} to ${LARGEST_CAPACITY} identifiers`);
  }
  if (![commodities, currencyCommodities, functions].every(Array.isArray)) throw new TypeError('commodities and functions are arrays');
  commodities.forEach(commodityIndex);
  currencyCommodities.forEach(commodityIndex);
  if (!functions.every((name) => METER_FUNCTIONS.includes(name))) throw new StsError('sts.field_out_of_range', 'not a function of a meter');
  const { maximumCreditTenths, maximumCurrency, softwareVersion } = settings;
  if (typeof maximumCreditTenths !== 'bigint' || typeof maximumCurrency !== 'bigint')
    throw new TypeError('the most of a register is a bigint');
  if (typeof softwareVersion !== 'string') throw new TypeError('a software version is text');
}
