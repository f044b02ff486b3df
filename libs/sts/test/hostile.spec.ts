import { describe, expect, it } from 'vitest';
import * as cipherModule from '../src/cipher/index.js';
import * as sts from '../src/index.js';
import * as keysModule from '../src/keys/index.js';
import * as meterModule from '../src/meter/index.js';
import { HOSTILE } from './hostile.js';

const decoderKey = Uint8Array.from({ length: 16 }, (_, index) => index);
const cipher = sts.prepareCipher({ algorithm: 'EA11', decoderKey });
const issued = { random: 1, tokenIdentifier: 2 } as const;
const meter = {
  meterNumber: '12345678903',
  encryptionAlgorithm: 'EA11',
  decoderKey,
  keyType: 2,
  keyRevision: 1,
  keyExpiry: 255,
  supplyGroupCode: '600100',
  tariffIndex: '07',
  tokenIdentifierOfManufacture: 1,
  tokenIdentifierCapacity: 50,
  commodities: ['electricity'],
  currencyCommodities: ['electricity'],
  functions: ['clear-credit'],
  maximumCreditTenths: 5n,
  maximumCurrency: 5n,
  softwareVersion: '1',
  tables: sts.STA_SAMPLE_TABLES,
} as const;

type Request = Readonly<Record<string, unknown>>;
interface Call {
  readonly name: string;
  readonly request: Request;
  /** Fields that may be left out. */
  readonly optional?: readonly string[];
  readonly call: (request: never) => unknown;
}

const tokens: readonly Request[] = [
  { kind: 'credit', commodity: 'gas', ...issued, amountTenths: 1n },
  { kind: 'currency', commodity: 'gas', tokenIdentifier: 2, amountHundredThousandths: 1n },
  { kind: 'meter-test', control: 1, manufacturerCode: '00' },
  { kind: 'extended-read', tokenIndex: 1, control: 1, manufacturerCode: '00' },
  { kind: 'set-maximum-power-limit', ...issued, watts: 1 },
  { kind: 'clear-credit', ...issued, register: 1 },
  { kind: 'set-tariff-rate', ...issued, rate: 1 },
  { kind: 'clear-tamper-condition', ...issued },
  { kind: 'set-maximum-phase-power-unbalance-limit', ...issued, watts: 1 },
  { kind: 'set-water-meter-factor', ...issued, factor: 1 },
  { kind: 'extended-set', ...issued, tokenIndex: 1, controlValue: 1 },
  { kind: 'extended-flag', ...issued, flagIndex: 1, flagValue: 1 },
  { kind: 'key-change-section-1', keyExpiryHigh: 1, keyRevision: 1, rollover: false, hasSupplyGroupToken: false, keyType: 2, keyPart: 1 },
  { kind: 'key-change-section-2', keyExpiryLow: 1, tariffIndex: '01', keyPart: 1 },
  { kind: 'key-change-section-3', supplyGroupLow: 1, keyPart: 1 },
  { kind: 'key-change-section-4', supplyGroupHigh: 1, keyPart: 1 },
  { kind: 'key-change-supply-group', supplyGroupCode: '000001' },
  { kind: 'undefined', tokenClass: 0, subClass: 9, upper: 1, lower: 1 },
];
const keyChange = {
  newDecoderKey: new Uint8Array(16),
  currentKeyType: 2,
  keyType: 2,
  keyRevision: 1,
  keyExpiry: 1,
  supplyGroupCode: '600100',
  tariffIndex: '07',
  rollover: true,
  includeSupplyGroup: false,
};
const derivation = {
  algorithm: 'DKGA04',
  vendingKey: new Uint8Array(20),
  meterPan: '600727123456789030',
  keyType: 2,
  supplyGroupCode: '600100',
  tariffIndex: '07',
  keyRevision: 1,
  baseDate: 2014,
  encryptionAlgorithm: 'EA11',
};
const { vendingKey: _vendingKey, ...derivationWithoutKey } = derivation;

const calls: readonly Call[] = [
  ...tokens.map((request) => ({
    name: `encodeToken of ${String(request['kind'])}`,
    request,
    optional: request['kind'] === 'extended-read' ? ['manufacturerCode'] : [],
    call: (given: sts.TokenFields) => sts.encodeToken(given, cipher),
  })),
  { name: 'prepareCipher', request: { algorithm: 'EA11', decoderKey }, call: (given: sts.CipherRequest) => sts.prepareCipher(given) },
  {
    name: 'prepareCipher of EA07',
    request: { algorithm: 'EA07', decoderKey: new Uint8Array(8), tables: sts.STA_SAMPLE_TABLES },
    optional: ['tables'],
    call: sts.prepareCipher,
  },
  { name: 'parseStaTables', request: { ...sts.STA_SAMPLE_TABLES }, call: sts.parseStaTables },
  {
    name: 'encodeKeyChangeSet',
    request: keyChange,
    optional: ['includeSupplyGroup'],
    call: (given: sts.KeyChange) => sts.encodeKeyChangeSet(given, cipher),
  },
  {
    name: 'nextTokenIdentifier',
    request: { at: new Date(), baseDate: 2014, lastIssued: 5, keyExpiry: 255 },
    optional: ['lastIssued', 'keyExpiry'],
    call: sts.nextTokenIdentifier,
  },
  { name: 'deriveDecoderKey', request: derivation, call: keysModule.deriveDecoderKey },
  { name: 'decoderKeyDerivation', request: derivationWithoutKey, call: keysModule.decoderKeyDerivation },
  {
    name: 'createMeterState',
    request: meter,
    optional: [
      'keyExpiry',
      'tokenIdentifierCapacity',
      'commodities',
      'currencyCommodities',
      'functions',
      'maximumCreditTenths',
      'maximumCurrency',
      'softwareVersion',
      'tables',
    ],
    call: meterModule.createMeterState,
  },
];

function outcomeOf(attempt: () => unknown): unknown {
  try {
    return attempt();
  } catch (error) {
    return error;
  }
}

const isForeseen = (error: unknown): boolean => (error instanceof sts.StsError || error instanceof TypeError) && error.message !== '';

describe('a request with one hostile field', () => {
  it.each(calls)('$name is right as it stands', ({ request, call }) => {
    expect(outcomeOf(() => call(request as never))).not.toBeInstanceOf(Error);
  });

  it.each(calls)('$name refuses it', ({ request, optional = [], call }) => {
    for (const field of Object.keys(request)) {
      for (const [index, hostile] of HOSTILE.entries()) {
        if (hostile === undefined && optional.includes(field)) continue;
        if (isHarmless(field, hostile)) continue;
        const outcome = outcomeOf(() => call({ ...request, [field]: hostile } as never));
        expect(isForeseen(outcome), `${field} with hostile value ${index}: ${String(outcome)}`).toBe(true);
      }
    }
  });
});

/** Hostile values that happen to be right where they stand. */
function isHarmless(field: string, hostile: unknown): boolean {
  if (hostile === true) return ['rollover', 'hasSupplyGroupToken', 'includeSupplyGroup'].includes(field);
  if (field === 'control') return hostile === 2 ** 32;
  if (field === 'softwareVersion') return typeof hostile === 'string';
  if (Array.isArray(hostile) && hostile.length === 0) return ['commodities', 'currencyCommodities', 'functions'].includes(field);
  if (typeof hostile === 'bigint') return field === 'amountHundredThousandths' || field.startsWith('maximum');
  return false;
}

const exportsOf = (module: object): readonly (readonly [string, (...args: readonly unknown[]) => unknown])[] =>
  Object.entries(module).filter((entry): entry is [string, (...args: readonly unknown[]) => unknown] => typeof entry[1] === 'function');
/** The block ciphers trust their callers: they run millions of times on data that was checked before. */
const TRUSTING = new Set(['StsError', ...exportsOf(cipherModule).map(([name]) => name), 'wipeHmacKey']);
const guarded = [...exportsOf(sts), ...exportsOf(keysModule), ...exportsOf(meterModule)].filter(([name]) => !TRUSTING.has(name));

describe('every export with hostile arguments', () => {
  it('is covered', () => {
    expect(guarded.length).toBeGreaterThan(40);
  });

  it.each(guarded)('%s answers, or refuses as it says it does', (_, exported) => {
    for (const first of HOSTILE) {
      for (const second of [undefined, null, -1, 'x', {}, cipher]) {
        const outcome = outcomeOf(() => exported(first, second, second));
        if (outcome instanceof Error) expect(isForeseen(outcome), String(outcome)).toBe(true);
      }
    }
  });
});

describe('a meter before hostile digits', () => {
  const state = meterModule.createMeterState(meter);

  it('answers every text, and refuses what is no text', () => {
    for (const hostile of HOSTILE) {
      const outcome = outcomeOf(() => meterModule.acceptToken(state, hostile as string, new Date(0)));
      if (typeof hostile === 'string') expect(outcome).toMatchObject({ result: { accepted: false, code: 'format' } });
      else expect(outcome).toBeInstanceOf(TypeError);
    }
  });

  it('refuses a time that is none', () => {
    for (const hostile of HOSTILE)
      expect(outcomeOf(() => meterModule.acceptToken(state, '18446744073843772416', hostile as Date))).toBeInstanceOf(TypeError);
  });
});
