import { decodeAmount, unpackAmount } from '../amount.js';
import { type StaTables } from '../cipher/sta-tables.js';
import { type EncryptionAlgorithm, type TokenCipher, prepareCipher } from '../cipher/token-cipher.js';
import { COMMODITIES, type Commodity } from '../commodity.js';
import { encodeKeyChangeSet } from '../key-change-set.js';
import { type DecoderKeyParameters } from '../keys/decoder-key-parameters.js';
import { type DecoderKeyAlgorithm, deriveDecoderKey } from '../keys/decoder-key.js';
import { type KeyType, requireKeyType } from '../keys/key-type.js';
import { meterPan } from '../meter-number.js';
import { toHex } from '../octets.js';
import { StsError } from '../sts-error.js';
import { type BaseDate } from '../token-identifier.js';
import { type DecodedToken, type TokenFields, decodeToken, encodeToken } from '../token.js';
import { CliError } from './cli-error.js';
import { type JsonRecord, bigIntegerOf, choiceOf, integerOf, octetsOf, recordOf, textOf } from './json-record.js';

/** What a case comes to: its tokens, and what they decode to. */
export interface CaseAnswer {
  readonly tokens: readonly string[];
  readonly decode: () => readonly DecodedToken[];
}

const ENCRYPTION: Readonly<Record<number, EncryptionAlgorithm>> = { 7: 'EA07', 11: 'EA11' };
const DERIVATION: Readonly<Record<number, DecoderKeyAlgorithm>> = { 2: 'DKGA02', 4: 'DKGA04' };
const BASE_DATE: Readonly<Record<number, BaseDate>> = { 93: 1993, 14: 2014, 35: 2035, 1993: 1993, 2014: 2014, 2035: 2035 };
const UNIT_COMMODITY: Readonly<Record<number, Commodity>> = { ...COMMODITIES };
const CURRENCY_COMMODITY: Readonly<Record<number, Commodity>> = Object.fromEntries(COMMODITIES.map((name, index) => [index + 4, name]));
const FLAG_TOKEN_INDEX = 63;
const EXTENDED_CONTROL_VALUES = 2 ** 30;

/**
 * Makes the tokens of one case: an object shaped as the entries of the vector file, without `expected`.
 *
 * @param tables for EA07; the sample tables unless given
 * @throws {StsError} what the encoders throw
 * @throws {CliError} `sts.input_invalid`, `sts.decoder_key_mismatch`
 */
export function answerCase(value: unknown, tables?: StaTables): CaseAnswer {
  const entry = recordOf(value, 'a case');
  switch (entry['kind']) {
    case 'credit':
    case 'currency':
    case 'management':
      return single(tokenFields(entry), meterCipher(entry, tables));
    case 'test':
      return single(testFields(recordOf(entry['token'], 'token')), undefined);
    case 'key-change':
      return keyChange(entry, meterCipher(entry, tables));
    default:
      throw new StsError('sts.token_kind_unknown', 'a case is credit, currency, management, test or key-change');
  }
}

function single(fields: TokenFields, cipher: TokenCipher | undefined): CaseAnswer {
  const token = encodeToken(fields, cipher);
  return { tokens: [token], decode: () => [decodeToken(token, cipher)] };
}

function keyChange(entry: JsonRecord, cipher: TokenCipher): CaseAnswer {
  const meter = recordOf(entry['newMeter'], 'newMeter');
  const newDecoderKey = decoderKey(entry, { meter: 'newMeter', vendingKey: 'newVendingKey', decoderKey: 'newDecoderKey' });
  const tokens = encodeKeyChangeSet(
    {
      newDecoderKey,
      currentKeyType: keyTypeOf(recordOf(entry['meter'], 'meter')),
      keyType: keyTypeOf(meter),
      keyRevision: integerOf(meter, 'keyRevision'),
      keyExpiry: integerOf(entry, 'keyExpiry'),
      supplyGroupCode: textOf(meter, 'supplyGroupCode'),
      tariffIndex: textOf(meter, 'tariffIndex'),
      rollover: entry['rollover'] === 1 || entry['rollover'] === true,
      includeSupplyGroup: entry['includeSupplyGroup'] === true,
    },
    cipher,
  );
  return { tokens, decode: () => tokens.map((token) => decodeToken(token, cipher)) };
}

function tokenFields(entry: JsonRecord): TokenFields {
  const token = recordOf(entry['token'], 'token');
  const tokenIdentifier = integerOf(token, 'tid');
  switch (entry['kind']) {
    case 'credit': {
      const commodity = choiceOf(token, 'subClass', UNIT_COMMODITY);
      return { kind: 'credit', commodity, random: integerOf(token, 'rnd'), tokenIdentifier, amountTenths: bigIntegerOf(token, 'units') };
    }
    case 'currency': {
      const commodity = choiceOf(token, 'subClass', CURRENCY_COMMODITY);
      return { kind: 'currency', commodity, tokenIdentifier, amountHundredThousandths: bigIntegerOf(token, 'amount1e5') };
    }
    default:
      return managementFields(token, { random: integerOf(token, 'rnd'), tokenIdentifier });
  }
}

function managementFields(token: JsonRecord, issued: { readonly random: number; readonly tokenIdentifier: number }): TokenFields {
  switch (integerOf(token, 'subClass')) {
    case 0:
      return { kind: 'set-maximum-power-limit', ...issued, watts: wattsOf(token) };
    case 1:
      return { kind: 'clear-credit', ...issued, register: integerOf(token, 'register') };
    case 2:
      return { kind: 'set-tariff-rate', ...issued, rate: integerOf(token, 'field') };
    case 5:
      return { kind: 'clear-tamper-condition', ...issued };
    case 6:
      return { kind: 'set-maximum-phase-power-unbalance-limit', ...issued, watts: wattsOf(token) };
    case 7:
      return { kind: 'set-water-meter-factor', ...issued, factor: integerOf(token, 'field') };
    case 10: {
      const field = integerOf(token, 'field');
      decodeAmount(field); // the same 16 bits: refuses what no field holds
      return field >>> 10 === FLAG_TOKEN_INDEX
        ? { kind: 'extended-flag', ...issued, flagIndex: (field >>> 1) & 0x1ff, flagValue: field & 1 ? 1 : 0 }
        : { kind: 'extended-set', ...issued, tokenIndex: field >>> 10, controlValue: field & 0x3ff };
    }
    default:
      throw new StsError('sts.token_kind_unknown', 'subClass is 0, 1, 2, 5, 6, 7 or 10 in a management case');
  }
}

function wattsOf(token: JsonRecord): number {
  if (token['watts'] !== undefined) return integerOf(token, 'watts');
  const field = integerOf(token, 'field');
  decodeAmount(field);
  return unpackAmount(field);
}

function testFields(token: JsonRecord): TokenFields {
  const text = textOf(token, 'control');
  if (!/^[0-9a-fA-F]{1,9}$/.test(text)) throw new CliError('sts.input_invalid', 'control must be up to 9 hexadecimal digits');
  const control = Number.parseInt(text, 16);
  if (token['subClass'] !== 2) return { kind: 'meter-test', control, manufacturerCode: textOf(token, 'manufacturerCode') };
  const manufacturerCode = token['manufacturerCode'] === undefined ? '00' : textOf(token, 'manufacturerCode');
  const tokenIndex = Math.floor(control / EXTENDED_CONTROL_VALUES);
  return { kind: 'extended-read', tokenIndex, control: control % EXTENDED_CONTROL_VALUES, manufacturerCode };
}

function meterCipher(entry: JsonRecord, tables: StaTables | undefined): TokenCipher {
  const algorithm = choiceOf(recordOf(entry['meter'], 'meter'), 'encryptionAlgorithm', ENCRYPTION);
  const key = decoderKey(entry, { meter: 'meter', vendingKey: 'vendingKey', decoderKey: 'decoderKey' });
  return prepareCipher({ algorithm, decoderKey: key, tables });
}

interface KeyNames {
  readonly meter: string;
  readonly vendingKey: string;
  readonly decoderKey: string;
}

/** The decoder key as given, or derived from the vending key; given both, they must agree. */
function decoderKey(entry: JsonRecord, names: KeyNames): Uint8Array {
  if (entry[names.vendingKey] === undefined) return octetsOf(entry, names.decoderKey);
  const meter = recordOf(entry[names.meter], names.meter);
  const algorithm = choiceOf(meter, 'decoderKeyAlgorithm', DERIVATION);
  const derived = deriveDecoderKey({ ...parametersOf(meter), algorithm, vendingKey: octetsOf(entry, names.vendingKey) });
  if (entry[names.decoderKey] !== undefined && toHex(octetsOf(entry, names.decoderKey)) !== toHex(derived)) {
    throw new CliError('sts.decoder_key_mismatch', `${names.decoderKey} is not what ${names.vendingKey} derives`);
  }
  return derived;
}

function parametersOf(meter: JsonRecord): DecoderKeyParameters {
  return {
    meterPan: meter['meterPan'] === undefined ? meterPan(textOf(meter, 'meterNumber')) : textOf(meter, 'meterPan'),
    keyType: keyTypeOf(meter),
    supplyGroupCode: textOf(meter, 'supplyGroupCode'),
    tariffIndex: textOf(meter, 'tariffIndex'),
    keyRevision: integerOf(meter, 'keyRevision'),
    baseDate: choiceOf(meter, 'baseDate', BASE_DATE),
    encryptionAlgorithm: choiceOf(meter, 'encryptionAlgorithm', ENCRYPTION),
  };
}

function keyTypeOf(meter: JsonRecord): KeyType {
  const keyType = integerOf(meter, 'keyType');
  requireKeyType(keyType);
  return keyType;
}
