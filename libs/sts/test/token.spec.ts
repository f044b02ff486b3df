import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type TokenFields,
  decodeToken,
  encodeCreditToken,
  encodeCurrencyToken,
  encodeExtendedReadToken,
  encodeManagementToken,
  encodeMeterTestToken,
  encodeToken,
  prepareCipher,
} from '../src/index.js';
import { keyChangeBody } from '../src/key-change-token.js';
import { sealBody } from '../src/token-body.js';
import { issued, kinds } from './every-token.js';
import { expectRefusal } from './refusal.js';
import { octets } from './vectors.js';

const sta = prepareCipher({ algorithm: 'EA07', decoderKey: octets('0ABC12DEF3456789') });
const misty1 = prepareCipher({ algorithm: 'EA11', decoderKey: octets('13497690C099D84F3B3421A8794B6753') });

describe('the worked examples', () => {
  it('come out as published', () => {
    const credit = { commodity: 'electricity', random: 11, tokenIdentifier: 0x19_eb23, amountTenths: 256n } as const;
    expect(encodeCreditToken(credit, sta)).toBe('51043465443420856213');
    const second = prepareCipher({ algorithm: 'EA07', decoderKey: octets('092D6F1D32BDA3DF') });
    expect(encodeCreditToken({ ...credit, ...issued }, second)).toBe('19285192952005677270');
    expect(encodeCreditToken({ ...credit, random: 5, tokenIdentifier: 0x61_9d4c }, misty1)).toBe('49038946387998315634');
    expect(encodeMeterTestToken({ control: 8, manufacturerCode: '00' })).toBe('18446744073843772416');
  });
});

const anyBody = fc
  .record({
    tokenClass: fc.nat({ max: 2 }),
    subClass: fc.nat({ max: 15 }),
    upper: fc.nat({ max: 0xfff_ffff }),
    payload: fc.nat({ max: 0xffff }),
  })
  .map(({ tokenClass, subClass, upper, payload }) => ({ tokenClass, high: ((subClass << 28) | upper) >>> 0, payload }));

describe('every body', () => {
  it('decodes to something that encodes to the same digits, whatever its bits', () => {
    fc.assert(
      fc.property(anyBody, fc.constantFrom(sta, misty1), (body, cipher) => {
        const token = sealBody(body, cipher);
        const decoded = decodeToken(token, cipher);
        expect(decoded.tokenClass).toBe(body.tokenClass);
        expect(decoded.subClass).toBe(body.high >>> 28);
        expect(encodeToken(decoded, cipher)).toBe(token);
      }),
      { numRuns: 20_000 },
    );
  });
});

describe('encodeToken', () => {
  it.each(kinds)('keeps every field of $kind', (fields) => {
    expect(decodeToken(encodeToken(fields, misty1), misty1)).toMatchObject(fields);
  });

  it('keeps the supply group code of a three-token set, which 64-bit keys have', () => {
    for (const supplyGroupCode of ['999999', '000001']) {
      const fields = { kind: 'key-change-supply-group', supplyGroupCode } as const;
      expect(decodeToken(encodeToken(fields, sta), sta)).toMatchObject(fields);
    }
  });

  it('makes what the encoder of the kind makes', () => {
    const [credit, currency] = [
      { commodity: 'water', ...issued, amountTenths: 9n },
      { commodity: 'water', tokenIdentifier: 9, amountHundredThousandths: 9n },
    ] as const;
    expect(encodeCreditToken(credit, sta)).toBe(encodeToken({ kind: 'credit', ...credit }, sta));
    expect(encodeCurrencyToken(currency, sta)).toBe(encodeToken({ kind: 'currency', ...currency }, sta));
    expect(encodeExtendedReadToken({ tokenIndex: 1, control: 2 })).toBe(
      encodeToken({ kind: 'extended-read', tokenIndex: 1, control: 2, manufacturerCode: '00' }),
    );
    const clear = { kind: 'clear-tamper-condition', ...issued } as const;
    expect(encodeManagementToken(clear, sta)).toBe(encodeToken(clear, sta));
  });

  it.each([
    ['random 16', { kind: 'credit', commodity: 'gas', random: 16, tokenIdentifier: 0, amountTenths: 1n }, 'sts.field_out_of_range'],
    ['random -1', { kind: 'clear-tamper-condition', random: -1, tokenIdentifier: 0 }, 'sts.field_out_of_range'],
    [
      'an identifier of 25 bits',
      { kind: 'credit', commodity: 'gas', random: 0, tokenIdentifier: 0x100_0000, amountTenths: 1n },
      'sts.token_identifier_out_of_range',
    ],
    [
      'an identifier of 25 bits, in currency',
      { kind: 'currency', commodity: 'gas', tokenIdentifier: 0x100_0000, amountHundredThousandths: 1n },
      'sts.token_identifier_out_of_range',
    ],
    [
      'an identifier of 25 bits, in management',
      { kind: 'clear-tamper-condition', random: 0, tokenIdentifier: 0x100_0000 },
      'sts.token_identifier_out_of_range',
    ],
    ['an unknown commodity', { kind: 'credit', commodity: 'coal', ...issued, amountTenths: 1n }, 'sts.commodity_unknown'],
    [
      'an unknown commodity, in currency',
      { kind: 'currency', commodity: 'coal', tokenIdentifier: 0, amountHundredThousandths: 1n },
      'sts.commodity_unknown',
    ],
    ['an amount too large', { kind: 'credit', commodity: 'gas', ...issued, amountTenths: 18_201_625n }, 'sts.amount_out_of_range'],
    ['half a watt', { kind: 'set-maximum-power-limit', ...issued, watts: 0.5 }, 'sts.amount_out_of_range'],
    ['too many watts', { kind: 'set-maximum-phase-power-unbalance-limit', ...issued, watts: 18_201_625 }, 'sts.amount_out_of_range'],
    ['watts below 0', { kind: 'set-maximum-power-limit', ...issued, watts: -1 }, 'sts.amount_out_of_range'],
    ['register 8', { kind: 'clear-credit', ...issued, register: 8 }, 'sts.field_out_of_range'],
    ['register 65534', { kind: 'clear-credit', ...issued, register: 0xfffe }, 'sts.field_out_of_range'],
    ['a rate of 17 bits', { kind: 'set-tariff-rate', ...issued, rate: 0x1_0000 }, 'sts.field_out_of_range'],
    ['a factor below 0', { kind: 'set-water-meter-factor', ...issued, factor: -1 }, 'sts.field_out_of_range'],
    ['token index 63 with a control value', { kind: 'extended-set', ...issued, tokenIndex: 63, controlValue: 0 }, 'sts.field_out_of_range'],
    ['a control value of 11 bits', { kind: 'extended-set', ...issued, tokenIndex: 0, controlValue: 0x400 }, 'sts.field_out_of_range'],
    ['flag index 512', { kind: 'extended-flag', ...issued, flagIndex: 512, flagValue: 0 }, 'sts.field_out_of_range'],
    ['flag value 2', { kind: 'extended-flag', ...issued, flagIndex: 0, flagValue: 2 }, 'sts.field_out_of_range'],
    ['a control of 37 bits', { kind: 'meter-test', control: 2 ** 36, manufacturerCode: '00' }, 'sts.field_out_of_range'],
    ['a control of 29 bits with a long code', { kind: 'meter-test', control: 2 ** 28, manufacturerCode: '0000' }, 'sts.field_out_of_range'],
    ['a manufacturer code of 3 digits', { kind: 'meter-test', control: 1, manufacturerCode: '000' }, 'sts.manufacturer_code_format'],
    [
      'a long code in an extended read',
      { kind: 'extended-read', tokenIndex: 0, control: 0, manufacturerCode: '0000' },
      'sts.manufacturer_code_format',
    ],
    ['token index 64', { kind: 'extended-read', tokenIndex: 64, control: 0, manufacturerCode: '00' }, 'sts.field_out_of_range'],
    [
      'an extended control of 31 bits',
      { kind: 'extended-read', tokenIndex: 0, control: 2 ** 30, manufacturerCode: '00' },
      'sts.field_out_of_range',
    ],
    [
      'expiry nibble 16',
      {
        kind: 'key-change-section-1',
        keyExpiryHigh: 16,
        keyRevision: 1,
        rollover: false,
        hasSupplyGroupToken: false,
        keyType: 2,
        keyPart: 0,
      },
      'sts.field_out_of_range',
    ],
    [
      'key revision 0 of a unique key',
      {
        kind: 'key-change-section-1',
        keyExpiryHigh: 0,
        keyRevision: 0,
        rollover: false,
        hasSupplyGroupToken: false,
        keyType: 2,
        keyPart: 0,
      },
      'sts.key_revision_out_of_range',
    ],
    [
      'key revision 10',
      {
        kind: 'key-change-section-1',
        keyExpiryHigh: 0,
        keyRevision: 10,
        rollover: false,
        hasSupplyGroupToken: false,
        keyType: 0,
        keyPart: 0,
      },
      'sts.key_revision_out_of_range',
    ],
    [
      'key type 4',
      {
        kind: 'key-change-section-1',
        keyExpiryHigh: 0,
        keyRevision: 1,
        rollover: false,
        hasSupplyGroupToken: false,
        keyType: 4,
        keyPart: 0,
      },
      'sts.key_type_unknown',
    ],
    [
      'a key part of 33 bits',
      { kind: 'key-change-section-2', keyExpiryLow: 0, tariffIndex: '01', keyPart: 2 ** 32 },
      'sts.field_out_of_range',
    ],
    ['low expiry nibble 16', { kind: 'key-change-section-2', keyExpiryLow: 16, tariffIndex: '01', keyPart: 0 }, 'sts.field_out_of_range'],
    ['tariff index 100', { kind: 'key-change-section-2', keyExpiryLow: 0, tariffIndex: '100', keyPart: 0 }, 'sts.tariff_index_format'],
    ['low supply group of 13 bits', { kind: 'key-change-section-3', supplyGroupLow: 0x1000, keyPart: 0 }, 'sts.field_out_of_range'],
    ['high supply group past 999999', { kind: 'key-change-section-4', supplyGroupHigh: 245, keyPart: 0 }, 'sts.field_out_of_range'],
    ['a supply group code of 7 digits', { kind: 'key-change-supply-group', supplyGroupCode: '1000000' }, 'sts.supply_group_code_format'],
    ['subclass 16', { kind: 'undefined', tokenClass: 0, subClass: 16, upper: 0, lower: 0 }, 'sts.field_out_of_range'],
    ['class 3', { kind: 'undefined', tokenClass: 3, subClass: 0, upper: 0, lower: 0 }, 'sts.field_out_of_range'],
    ['29 upper bits', { kind: 'undefined', tokenClass: 0, subClass: 0, upper: 2 ** 28, lower: 0 }, 'sts.field_out_of_range'],
    ['17 lower bits', { kind: 'undefined', tokenClass: 0, subClass: 0, upper: 0, lower: 2 ** 16 }, 'sts.field_out_of_range'],
    ['an unknown kind', { kind: 'refund' }, 'sts.token_kind_unknown'],
  ] as const)('refuses %s', (_, fields, code) => {
    const attempt = (): unknown => encodeToken(fields as unknown as TokenFields, misty1);
    expectRefusal(attempt, code);
    if (code === 'sts.field_out_of_range' && fields.kind !== 'clear-credit') {
      expect(attempt).toThrow(new RegExp(`^(${Object.keys(fields).join('|')}) is an integer from 0 to \\d+$`));
    }
  });

  it('names a flag that is neither true nor false', () => {
    const section = {
      kind: 'key-change-section-1',
      keyExpiryHigh: 0,
      keyRevision: 1,
      rollover: false,
      hasSupplyGroupToken: false,
      keyType: 2,
      keyPart: 0,
    } as const;
    expect(() => encodeToken({ ...section, rollover: 1 as never }, misty1)).toThrow(/^rollover /);
    expect(() => encodeToken({ ...section, hasSupplyGroupToken: 1 as never }, misty1)).toThrow(/^hasSupplyGroupToken /);
  });

  it('refuses an unknown kind at every door', () => {
    expectRefusal(() => encodeManagementToken({ kind: 'credit', ...issued } as never, misty1), 'sts.token_kind_unknown');
    expectRefusal(() => keyChangeBody({ kind: 'credit' } as never), 'sts.token_kind_unknown');
  });

  it('needs a key but for class 1', () => {
    expectRefusal(() => encodeToken(kinds[0]!), 'sts.key_required');
    expect(encodeToken(kinds[2]!)).toMatch(/^\d{20}$/);
  });
});
