import { describe, expect, it } from 'vitest';
import { type KeyChange, decodeToken, encodeKeyChangeSet, prepareCipher } from '../src/index.js';
import { expectRefusal } from './refusal.js';
import { octets } from './vectors.js';

const key64 = octets('0ABC12DEF3456789');
const key128 = octets('13497690C099D84F3B3421A8794B6753');
const sta = prepareCipher({ algorithm: 'EA07', decoderKey: key64 });
const misty1 = prepareCipher({ algorithm: 'EA11', decoderKey: key128 });

const change64: KeyChange = {
  newDecoderKey: octets('1122334455667788'),
  currentKeyType: 2,
  keyType: 2,
  keyRevision: 3,
  keyExpiry: 0xa7,
  supplyGroupCode: '600100',
  tariffIndex: '07',
  rollover: false,
};
const change128: KeyChange = { ...change64, newDecoderKey: octets('00112233445566778899AABBCCDDEEFF') };

describe('encodeKeyChangeSet', () => {
  it('makes two tokens for a 64-bit key, with its halves', () => {
    const sections = encodeKeyChangeSet(change64, sta).map((token) => decodeToken(token, sta));
    expect(sections).toMatchObject([
      {
        kind: 'key-change-section-1',
        keyExpiryHigh: 0xa,
        keyRevision: 3,
        rollover: false,
        hasSupplyGroupToken: false,
        keyType: 2,
        keyPart: 0x1122_3344,
      },
      { kind: 'key-change-section-2', keyExpiryLow: 7, tariffIndex: '07', keyPart: 0x5566_7788 },
    ]);
    expect(sections).toHaveLength(2);
  });

  it('adds the supply group code as a third token when asked', () => {
    const sections = encodeKeyChangeSet({ ...change64, includeSupplyGroup: true }, sta).map((token) => decodeToken(token, sta));
    expect(sections).toMatchObject([{ hasSupplyGroupToken: true }, {}, { kind: 'key-change-supply-group', supplyGroupCode: '600100' }]);
  });

  it('makes four tokens for a 128-bit key, its quarters in the order the vectors have', () => {
    const sections = encodeKeyChangeSet({ ...change128, rollover: true, includeSupplyGroup: true }, misty1).map((token) =>
      decodeToken(token, misty1),
    );
    expect(sections).toMatchObject([
      { kind: 'key-change-section-1', rollover: true, hasSupplyGroupToken: false, keyPart: 0x0011_2233 },
      { kind: 'key-change-section-2', keyPart: 0xccdd_eeff },
      { kind: 'key-change-section-3', supplyGroupLow: 600_100 & 0xfff, keyPart: 0x4455_6677 },
      { kind: 'key-change-section-4', supplyGroupHigh: 600_100 >> 12, keyPart: 0x8899_aabb },
    ]);
  });

  it.each([
    ['a key of the other length', { newDecoderKey: key128 }, 'sts.key_length'],
    ['a unique key made common', { keyType: 3 }, 'sts.key_type_change_not_permitted'],
    ['expiry number 256', { keyExpiry: 256 }, 'sts.key_expiry_out_of_range'],
    ['key revision 10', { keyRevision: 10 }, 'sts.key_revision_out_of_range'],
    ['a supply group code of 5 digits', { supplyGroupCode: '60010' }, 'sts.supply_group_code_format'],
    ['a tariff index of 1 digit', { tariffIndex: '7' }, 'sts.tariff_index_format'],
    ['a rollover that keeps the key', { newDecoderKey: key64, rollover: true }, 'sts.rollover_without_new_key'],
  ] as const)('refuses %s', (_, change, code) => {
    expectRefusal(() => encodeKeyChangeSet({ ...change64, ...change }, sta), code);
  });

  it('rolls over to a key that differs in one bit', () => {
    expect(encodeKeyChangeSet({ ...change64, newDecoderKey: octets('0ABC12DEF3456788'), rollover: true }, sta)).toHaveLength(2);
  });

  it('names what is of the wrong type', () => {
    const given =
      (change: object): (() => unknown) =>
      () =>
        encodeKeyChangeSet({ ...change64, ...change }, sta);
    expect(given({ newDecoderKey: '00' })).toThrow(/^a decoder key /);
    expect(given({ rollover: 1 })).toThrow(/^rollover /);
    expect(given({ includeSupplyGroup: 1 })).toThrow(/^includeSupplyGroup /);
  });

  it('lets the same key stay without a rollover, for a new expiry or tariff index', () => {
    expect(encodeKeyChangeSet({ ...change64, newDecoderKey: key64 }, sta)).toHaveLength(2);
  });
});
