import { describe, expect, it } from 'vitest';
import { type TokenFields, encodeToken, explainToken, prepareCipher } from '../src/index.js';
import { sealBody } from '../src/token-body.js';
import { expectRefusal } from './refusal.js';
import { octets } from './vectors.js';

const sta = prepareCipher({ algorithm: 'EA07', decoderKey: octets('0ABC12DEF3456789') });
const misty1 = prepareCipher({ algorithm: 'EA11', decoderKey: octets('13497690C099D84F3B3421A8794B6753') });
const issued = { random: 5, tokenIdentifier: 0x61_9d4c } as const;

const examples: readonly (readonly [TokenFields, string, string])[] = [
  [{ kind: 'credit', commodity: 'water', ...issued, amountTenths: 256n }, 'Amount.m', '25.6 m3'],
  [{ kind: 'credit', commodity: 'gas', ...issued, amountTenths: 20_000n }, 'Amount.e', 'exponent 1'],
  [{ kind: 'credit', commodity: 'time', ...issued, amountTenths: 5n }, 'TID', 'minute 6397260 of 2014: 2026-03-01 13:00 UTC'],
  [
    { kind: 'currency', commodity: 'gas', tokenIdentifier: 7, amountHundredThousandths: -150_004n },
    'Amount.m',
    '-1.50004 of the base currency',
  ],
  [{ kind: 'currency', commodity: 'gas', tokenIdentifier: 7, amountHundredThousandths: -150_004n }, 'Amount.s', 'negative'],
  [{ kind: 'currency', commodity: 'gas', tokenIdentifier: 7, amountHundredThousandths: 1n }, 'Amount.s', 'positive'],
  [{ kind: 'currency', commodity: 'gas', tokenIdentifier: 7, amountHundredThousandths: 1n }, 'Amount.e4..2', 'exponent high bits'],
  [{ kind: 'currency', commodity: 'gas', tokenIdentifier: 7, amountHundredThousandths: 1n }, 'Amount.e1..0', 'exponent low bits'],
  [{ kind: 'set-maximum-power-limit', ...issued, watts: 5_000 }, 'MPL.m', '5000 W'],
  [{ kind: 'set-maximum-phase-power-unbalance-limit', ...issued, watts: 700 }, 'MPPUL.m', '700 W'],
  [{ kind: 'clear-credit', ...issued, register: 0xffff }, 'Register', 'all'],
  [{ kind: 'clear-credit', ...issued, register: 5 }, 'Register', 'water-currency'],
  [{ kind: 'set-tariff-rate', ...issued, rate: 9 }, 'Rate', '9'],
  [{ kind: 'clear-tamper-condition', ...issued }, 'Pad', '0'],
  [{ kind: 'set-water-meter-factor', ...issued, factor: 8 }, 'WMFactor', '8'],
  [{ kind: 'extended-set', ...issued, tokenIndex: 3, controlValue: 77 }, 'ControlValue', '77'],
  [{ kind: 'extended-flag', ...issued, flagIndex: 4, flagValue: 1 }, 'FlagIndex', '4'],
  [
    {
      kind: 'key-change-section-1',
      keyExpiryHigh: 15,
      keyRevision: 9,
      rollover: true,
      hasSupplyGroupToken: false,
      keyType: 2,
      keyPart: 0xab,
    },
    'KT',
    '2: DUTK',
  ],
  [
    {
      kind: 'key-change-section-1',
      keyExpiryHigh: 15,
      keyRevision: 9,
      rollover: true,
      hasSupplyGroupToken: false,
      keyType: 2,
      keyPart: 0xab,
    },
    'RO',
    'forget the token identifiers: a new base date',
  ],
  [
    {
      kind: 'key-change-section-1',
      keyExpiryHigh: 15,
      keyRevision: 9,
      rollover: false,
      hasSupplyGroupToken: false,
      keyType: 2,
      keyPart: 0xab,
    },
    'RO',
    'keep the token identifiers',
  ],
  [
    {
      kind: 'key-change-section-1',
      keyExpiryHigh: 15,
      keyRevision: 9,
      rollover: false,
      hasSupplyGroupToken: false,
      keyType: 2,
      keyPart: 0xab,
    },
    'NKHO',
    'part of the new key: 000000AB',
  ],
  [{ kind: 'key-change-section-2', keyExpiryLow: 1, tariffIndex: '07', keyPart: 1 }, 'TI', '7'],
  [{ kind: 'key-change-section-3', supplyGroupLow: 5, keyPart: 1 }, 'SGCLO', '5'],
  [{ kind: 'key-change-section-4', supplyGroupHigh: 6, keyPart: 1 }, 'SGCHO', '6'],
  [{ kind: 'meter-test', control: 0x18, manufacturerCode: '0000' }, 'Control', 'display-key-revision-and-type, display-tariff-index'],
  [{ kind: 'meter-test', control: 0, manufacturerCode: '12' }, 'Control', 'no test of the standard'],
  [{ kind: 'meter-test', control: 0, manufacturerCode: '12' }, 'MfrCode', '12'],
  [{ kind: 'extended-read', tokenIndex: 63, control: 3, manufacturerCode: '00' }, 'Control', '3'],
  [{ kind: 'undefined', tokenClass: 2, subClass: 12, upper: 1, lower: 2 }, 'Data', 'no meaning in the standard (function): 00000010002'],
];

describe('explainToken', () => {
  it.each(examples)('%o: %s says %s', (fields, name, meaning) => {
    const explanation = explainToken(encodeToken(fields, misty1), misty1, 2014);

    const bits = explanation.fields.map((field) => field.bits).join('');
    expect(BigInt(`0b${bits}`).toString(16).toUpperCase().padStart(16, '0')).toBe(explanation.block);
    expect(explanation.fields.map(({ firstBit }) => firstBit)).toEqual([
      63,
      ...explanation.fields.slice(0, -1).map(({ lastBit }) => lastBit - 1),
    ]);
    expect(explanation.fields.find((field) => field.name === name)?.meaning).toBe(meaning);
  });

  it('shows the worked example at each step', () => {
    expect(explainToken('51043465443420856213', sta, 1993)).toMatchObject({
      digits: '51043465443420856213',
      number: '2C45ED1618406DF95',
      tokenClass: 0,
      sealedBlock: 'C45ED1619406DF95',
      block: '0B19EB230100C207',
      isEncrypted: true,
      token: { kind: 'credit', amountTenths: 256n },
    });
  });

  it('shows the third token of a 64-bit set', () => {
    const token = encodeToken({ kind: 'key-change-supply-group', supplyGroupCode: '600100' }, sta);
    expect(explainToken(token, sta).fields.map(({ name, meaning }) => [name, meaning])).toContainEqual(['SGC', '600100']);
  });

  it('does without a base date, and without a key for class 1', () => {
    const { fields } = explainToken('51043465443420856213', sta);
    expect(fields.find(({ name }) => name === 'TID')?.meaning).toBe('minute 1698595');
    expect(explainToken('18446744073843772416')).toMatchObject({
      isEncrypted: false,
      sealedBlock: '0000000008000C00',
      block: '0000000008000C00',
    });
  });

  it('refuses what it cannot read', () => {
    expectRefusal(() => explainToken('51043465443420856213'), 'sts.key_required');
    expectRefusal(() => explainToken(sealBody({ tokenClass: 0, high: 0, payload: 0 }, misty1), sta), 'sts.token_crc');
  });
});
