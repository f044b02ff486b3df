import { describe, expect, it } from 'vitest';
import { type KeyChange, encodeKeyChangeSet, encodeToken, prepareCipher } from '../src/index.js';
import {
  KEY_CHANGE_TIME_LIMIT_MS,
  type MeterConfig,
  type MeterState,
  acceptToken,
  createMeterState,
  resultRegister,
} from '../src/meter/index.js';
import { hex, octets, parametersOf, vectorsOf } from './vectors.js';

const START_MS = Date.UTC(2026, 2, 1);
const base: Omit<MeterConfig, 'decoderKey' | 'encryptionAlgorithm'> = {
  meterNumber: '12345678903',
  keyType: 2,
  keyRevision: 1,
  keyExpiry: 255,
  supplyGroupCode: '111111',
  tariffIndex: '01',
  tokenIdentifierOfManufacture: 1_000_000,
};
const old64 = octets('0ABC12DEF3456789');
const old128 = octets('13497690C099D84F3B3421A8794B6753');
const sta = prepareCipher({ algorithm: 'EA07', decoderKey: old64 });
const misty1 = prepareCipher({ algorithm: 'EA11', decoderKey: old128 });
const meter64 = createMeterState({ ...base, encryptionAlgorithm: 'EA07', decoderKey: old64 });
const meter128 = createMeterState({ ...base, encryptionAlgorithm: 'EA11', decoderKey: old128 });
const change: Omit<KeyChange, 'newDecoderKey'> = {
  currentKeyType: 2,
  keyType: 2,
  keyRevision: 2,
  keyExpiry: 0x9c,
  supplyGroupCode: '600100',
  tariffIndex: '07',
  rollover: false,
};
const new64 = octets('1122334455667788');
const new128 = octets('00112233445566778899AABBCCDDEEFF');
const set64 = encodeKeyChangeSet({ ...change, newDecoderKey: new64 }, sta);
const set128 = encodeKeyChangeSet({ ...change, newDecoderKey: new128 }, misty1);

type Step = readonly [token: string, atMs: number];
type Entered = ReturnType<typeof acceptToken>;

function enterAll(state: MeterState, steps: readonly Step[]): Entered {
  return steps.reduce<Entered>((reached, [token, atMs]) => acceptToken(reached.state, token, new Date(START_MS + atMs)), {
    state,
    result: { accepted: false, code: 'crc' },
  });
}

const permutations = (list: readonly string[]): readonly (readonly string[])[] =>
  list.length <= 1 ? [list] : list.flatMap((first, index) => permutations(list.toSpliced(index, 1)).map((rest) => [first, ...rest]));
const quickly = (tokens: readonly string[]): readonly Step[] => tokens.map((token, index) => [token, index * 1_000] as const);

describe('a key change', () => {
  it.each(permutations(set64))('of a 64-bit key works in the order %s %s', (...tokens) => {
    const { state, result } = enterAll(meter64, quickly(tokens));
    expect(result).toMatchObject({ accepted: true, effect: { kind: 'key-changed', keyRevision: 2, rollover: false } });
    expect(state).toMatchObject({
      decoderKey: hex(new64).toUpperCase(),
      keyRevision: 2,
      keyExpiry: 0x9c,
      tariffIndex: '07',
      supplyGroupCode: '111111',
      pendingKeyChange: undefined,
    });
  });

  it('of a 128-bit key works in all 24 orders', () => {
    for (const tokens of permutations(set128)) {
      const { state, result } = enterAll(meter128, quickly(tokens));
      expect(result.accepted && result.effect.kind).toBe('key-changed');
      expect(state).toMatchObject({ decoderKey: hex(new128).toUpperCase(), supplyGroupCode: '600100', keyExpiry: 0x9c });
    }
  });

  it('brings the supply group code to a 64-bit meter with a third token, which it waits for', () => {
    const set = encodeKeyChangeSet({ ...change, newDecoderKey: new64, includeSupplyGroup: true }, sta);
    for (const tokens of permutations(set)) {
      const { state } = enterAll(meter64, quickly(tokens));
      expect(state).toMatchObject({ supplyGroupCode: '600100', decoderKey: hex(new64).toUpperCase() });
    }
  });

  it('tells after each section what is missing', () => {
    const first = enterAll(meter128, quickly([set128[0]!]));
    expect(first.result).toMatchObject({
      effect: { kind: 'key-change-section-kept', part: 'section-1', missing: ['section-2', 'section-3', 'section-4'] },
    });
    expect(resultRegister(first.result)).toBe(2);
    const second = enterAll(first.state, quickly([set128[3]!]));
    expect(second.result).toMatchObject({ effect: { part: 'section-4', missing: ['section-2', 'section-3'] } });
    expect(resultRegister(second.result)).toBe(3);
  });

  it('leaves the old key in place until it is whole', () => {
    const { state } = enterAll(meter128, quickly(set128.slice(0, 3)));
    const credit = encodeToken(
      { kind: 'credit', commodity: 'electricity', random: 0, tokenIdentifier: 1_000_001, amountTenths: 1n },
      misty1,
    );
    expect(acceptToken(state, credit, new Date(START_MS)).result.code).toBe('accepted');
    expect(acceptToken(acceptToken(state, credit, new Date(START_MS)).state, set128[3]!, new Date(START_MS)).result.accepted).toBe(true);
  });

  it('is forgotten when the last section comes too late, which then counts as the first', () => {
    const inTime = enterAll(meter64, [[set64[0]!, 0], [set64[1]!, KEY_CHANGE_TIME_LIMIT_MS]]); // prettier-ignore
    expect(inTime.result).toMatchObject({ effect: { kind: 'key-changed' } });
    const late = enterAll(meter64, [[set64[0]!, 0], [set64[1]!, KEY_CHANGE_TIME_LIMIT_MS + 1]]); // prettier-ignore
    expect(late.result).toMatchObject({ effect: { kind: 'key-change-section-kept', missing: ['section-1'] } });
    expect(late.state.pendingKeyChange?.sections).toHaveLength(1);
    const afterwards = enterAll(late.state, [[set64[0]!, KEY_CHANGE_TIME_LIMIT_MS + 2]]);
    expect(afterwards.result).toMatchObject({ effect: { kind: 'key-changed' } });
  });

  it('takes a section again, and the later one counts', () => {
    const other = encodeKeyChangeSet({ ...change, newDecoderKey: octets('FFFFFFFF55667788') }, sta);
    const { state } = enterAll(meter64, quickly([other[0]!, other[0]!, set64[0]!, set64[1]!]));
    expect(state.decoderKey).toBe('1122334455667788');
  });

  it('makes the old key useless, and the set with it', () => {
    const { state } = enterAll(meter64, quickly(set64));
    expect(acceptToken(state, set64[0]!, new Date(START_MS)).result.code).toBe('crc');
  });

  it('keeps the token identifiers, but forgets them when the base date moves on', () => {
    const kept = enterAll(meter64, quickly(set64)).state;
    expect(kept.tokenIdentifiers).toEqual(meter64.tokenIdentifiers);
    const rolled = enterAll(meter64, quickly(encodeKeyChangeSet({ ...change, newDecoderKey: new64, rollover: true }, sta)));
    expect(rolled.result).toMatchObject({ effect: { rollover: true } });
    const cipher = prepareCipher({ algorithm: 'EA07', decoderKey: new64 });
    const early = encodeToken({ kind: 'credit', commodity: 'electricity', random: 0, tokenIdentifier: 100, amountTenths: 1n }, cipher);
    expect(acceptToken(rolled.state, early, new Date(START_MS)).result.code).toBe('accepted');
    expect(acceptToken(kept, early, new Date(START_MS)).result.code).toBe('old');
  });

  it('to a key type that the present one may not become is refused at its first section', () => {
    const fromInitial = createMeterState({ ...base, keyType: 0, encryptionAlgorithm: 'EA07', decoderKey: old64 });
    const toCommon = encodeToken(
      {
        kind: 'key-change-section-1',
        keyExpiryHigh: 15,
        keyRevision: 1,
        rollover: false,
        hasSupplyGroupToken: false,
        keyType: 3,
        keyPart: 1,
      },
      sta,
    );
    const { state, result } = acceptToken(fromInitial, toCommon, new Date(START_MS));
    expect(result.code).toBe('key-type');
    expect(state.pendingKeyChange).toBeUndefined();
  });

  it('does not give expiry to a meter that has none', () => {
    const blind = createMeterState({ ...base, keyExpiry: undefined, encryptionAlgorithm: 'EA07', decoderKey: old64 });
    expect(enterAll(blind, quickly(set64)).state.keyExpiry).toBeUndefined();
  });

  it.each(vectorsOf('key-change'))('of the vectors gives $meter.meterNumber its new key', (vector) => {
    const { meter, newMeter, keyExpiry, decoderKey } = vector;
    const before = createMeterState({
      ...base,
      meterNumber: meter.meterNumber,
      encryptionAlgorithm: parametersOf(meter).encryptionAlgorithm,
      decoderKey: octets(decoderKey),
    });
    const { state, result } = enterAll(before, quickly(vector.expected));
    expect(result.accepted && result.effect).toEqual({
      kind: 'key-changed',
      keyRevision: newMeter.keyRevision,
      rollover: vector.rollover === 1,
    });
    expect(state).toMatchObject({ decoderKey: vector.newDecoderKey.toUpperCase(), tariffIndex: newMeter.tariffIndex, keyExpiry });
    if (meter.encryptionAlgorithm === 11) expect(state.supplyGroupCode).toBe(newMeter.supplyGroupCode);
  });
});
