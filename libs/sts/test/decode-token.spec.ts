import { describe, expect, it } from 'vitest';
import {
  type DecodedToken,
  decodeToken,
  encodeToken,
  meterTestActions,
  meterTestControl,
  prepareCipher,
  wipeCipher,
} from '../src/index.js';
import { sealBody } from '../src/token-body.js';
import { naiveEncode } from './naive.js';
import { kinds } from './every-token.js';
import { expectRefusal } from './refusal.js';
import { octets } from './vectors.js';

const sta = prepareCipher({ algorithm: 'EA07', decoderKey: octets('0ABC12DEF3456789') });
const misty1 = prepareCipher({ algorithm: 'EA11', decoderKey: octets('13497690C099D84F3B3421A8794B6753') });
describe('decodeToken', () => {
  it.each([
    ['a reserved credit subclass', { tokenClass: 0, high: 0x8000_0000, payload: 0 }, 'function'],
    ['a reserved test subclass', { tokenClass: 1, high: 0x3000_0000, payload: 0 }, 'function'],
    ['a reserved management subclass', { tokenClass: 2, high: 0xb000_0000, payload: 0 }, 'function'],
    ['minus zero in currency', { tokenClass: 0, high: 0x4800_0001, payload: 0 }, 'format'],
    ['a pad that is not zero', { tokenClass: 2, high: 0x5000_0001, payload: 1 }, 'format'],
    ['register 8', { tokenClass: 2, high: 0x1000_0001, payload: 8 }, 'range'],
    ['key revision 10', { tokenClass: 2, high: 0x30a2_0000, payload: 0 }, 'range'],
    ['key revision 0 of a unique key', { tokenClass: 2, high: 0x3002_0000, payload: 0 }, 'range'],
    ['tariff index 100', { tokenClass: 2, high: 0x4064_0000, payload: 0 }, 'range'],
    ['manufacturer code 100', { tokenClass: 1, high: 0, payload: 100 }, 'range'],
    ['manufacturer code 10000', { tokenClass: 1, high: 0x1000_0000, payload: 10_000 }, 'range'],
    ['manufacturer code 100 in an extended read', { tokenClass: 1, high: 0x2000_0000, payload: 100 }, 'range'],
  ] as const)('tells %s from a token of the standard', (_, body, reason) => {
    expect(decodeToken(sealBody(body, misty1), misty1)).toMatchObject({ kind: 'undefined', reason });
  });

  it.each([
    ['a fourth section', { high: 0x9000_0000, payload: 0 }, 'function'],
    ['a pad in the supply group token', { high: 0x8000_0010, payload: 1 }, 'format'],
    ['another pad in the supply group token', { high: 0x8000_0011, payload: 0 }, 'format'],
    ['supply group 1000000', { high: 0x80f4_2400, payload: 0 }, 'range'],
  ] as const)('does not take %s for part of a 64-bit key change', (_, body, reason) => {
    expect(decodeToken(sealBody({ tokenClass: 2, ...body }, sta), sta)).toMatchObject({ kind: 'undefined', reason });
  });

  it('does not take a high supply group past 999999 for part of a 128-bit key change', () => {
    expect(decodeToken(sealBody({ tokenClass: 2, high: 0x90f5_0000, payload: 0 }, misty1), misty1)).toMatchObject({ reason: 'range' });
  });

  it.each([3, 8])('expects the ordinary checksum in credit subclass %i', (subClass) => {
    const token = naiveEncode({ tokenClass: 0, subClass, data: 5n }, 'EA07', 0x0abc_12de_f345_6789n);
    expect(decodeToken(token, sta)).toMatchObject({ tokenClass: 0, subClass });
  });

  it('refuses class 3, no key, another key and a wrong digit', () => {
    const token = encodeToken(kinds[0]!, misty1);
    expectRefusal(() => decodeToken('73786976294838206463'), 'sts.token_class_reserved');
    expectRefusal(() => decodeToken(token), 'sts.key_required');
    expectRefusal(() => decodeToken(token, prepareCipher({ algorithm: 'EA11', decoderKey: new Uint8Array(16) })), 'sts.token_crc');
    const wrong = `${token.slice(0, 19)}${(Number(token[19]) + 1) % 10}`;
    expectRefusal(() => decodeToken(wrong, misty1), 'sts.token_crc');
  });

  it('reads a class 1 token without a key, and finds its wrong digits', () => {
    expect(decodeToken('18446744073843772416')).toEqual({
      kind: 'meter-test',
      tokenClass: 1,
      subClass: 0,
      control: 8,
      manufacturerCode: '00',
    } satisfies DecodedToken);
    expectRefusal(() => decodeToken('18446744073843772417'), 'sts.token_crc');
  });
});

describe('meterTestControl', () => {
  it.each([
    { actions: ['test-load-switches'], control: 0x1 },
    { actions: ['display-key-revision-and-type'], control: 0x8 },
    { actions: ['display-meter-number', 'test-displays'], control: 0x2_0002 },
  ] as const)('$actions is $control', ({ actions, control }) => {
    expect(meterTestControl(actions, 2)).toBe(control);
    expect(new Set(meterTestActions(control, 4))).toEqual(new Set(actions));
  });

  it('is all ones for all tests, as wide as the field', () => {
    expect([meterTestControl('all', 2), meterTestControl('all', 4)]).toEqual([0xf_ffff_ffff, 0xfff_ffff]);
    const all = ['test-displays', 'display-registers', 'display-key-revision-and-type', 'display-tariff-index'];
    expect([meterTestActions(0xf_ffff_ffff, 2), meterTestActions(0xfff_ffff, 4)]).toEqual([all, all]);
  });

  it('knows no other control', () => {
    expect([meterTestActions(0, 2), meterTestActions(0x4_0000, 2), meterTestActions(0xfff_ffff, 2)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expectRefusal(() => meterTestControl(['self-destruct'] as never, 2), 'sts.field_out_of_range');
  });
});

describe('prepareCipher', () => {
  it.each([
    ['EA07', 16],
    ['EA07', 7],
    ['EA11', 8],
  ] as const)('refuses a key of %s with %i octets', (algorithm, length) => {
    expectRefusal(() => prepareCipher({ algorithm, decoderKey: new Uint8Array(length) }), 'sts.key_length');
  });

  it('does not keep the key, and forgets the schedule when wiped', () => {
    const decoderKey = octets('0ABC12DEF3456789');
    const cipher = prepareCipher({ algorithm: 'EA07', decoderKey });
    decoderKey.fill(0);
    expect(encodeToken(kinds[0]!, cipher)).toBe(encodeToken(kinds[0]!, sta));
    wipeCipher(cipher);
    expect([...cipher.schedule].every((word) => word === 0)).toBe(true);
  });
});
