import { describe, expect, it } from 'vitest';
import { type MeterConfig, consumeCredit, resultRegister } from '../src/meter/index.js';
import { expectRefusal } from './refusal.js';
import { credit, enter, MADE_AT, meter } from './meter-under-test.js';

describe('createMeterState', () => {
  it.each([
    ['a wrong meter number', { meterNumber: '12345678904' }, 'sts.meter_number_check_digit'],
    ['a key of the other algorithm', { encryptionAlgorithm: 'EA07' }, 'sts.key_length'],
    ['key revision 0 of a unique key', { keyRevision: 0 }, 'sts.key_revision_out_of_range'],
    ['key type 4', { keyType: 4 }, 'sts.key_type_unknown'],
    ['expiry number 256', { keyExpiry: 256 }, 'sts.key_expiry_out_of_range'],
    ['a supply group code of 5 digits', { supplyGroupCode: '12345' }, 'sts.supply_group_code_format'],
    ['a tariff index of 3 digits', { tariffIndex: '007' }, 'sts.tariff_index_format'],
    ['an identifier of 25 bits', { tokenIdentifierOfManufacture: 0x100_0000 }, 'sts.token_identifier_out_of_range'],
    ['a memory below the least', { tokenIdentifierCapacity: 49 }, 'sts.field_out_of_range'],
    ['a memory without an end', { tokenIdentifierCapacity: 1_001 }, 'sts.field_out_of_range'],
    ['an unknown commodity', { commodities: ['coal'] }, 'sts.commodity_unknown'],
    ['an unknown commodity in currency', { currencyCommodities: ['coal'] }, 'sts.commodity_unknown'],
  ] as const)('refuses %s', (_, change, code) => {
    expectRefusal(() => meter(change as Partial<MeterConfig>), code);
  });

  it('takes an initial key, which has no revision', () => {
    expect(meter({ keyType: 0, keyRevision: 0 }).keyRevision).toBe(0);
  });

  it('is plain data', () => {
    const state = meter();
    expect(structuredClone(state)).toEqual(state);
  });
});

describe('consumeCredit', () => {
  it('counts down and stops at nothing', () => {
    const { state } = enter(meter(), credit(MADE_AT + 1));
    expect(consumeCredit(state, 'electricity', 256n).creditTenths.electricity).toBe(0n);
    expectRefusal(() => consumeCredit(state, 'electricity', 257n), 'sts.credit_insufficient');
    expectRefusal(() => consumeCredit(state, 'electricity', -1n), 'sts.amount_out_of_range');
  });
});

describe('resultRegister', () => {
  it.each([
    ['accepted', 1],
    ['overflow', 4],
    ['key-type', 5],
    ['format', 6],
    ['range', 7],
    ['function', 8],
    ['old', 9],
    ['used', 10],
    ['key-expired', 11],
    ['ddtk', 12],
    ['crc', 13],
    ['mfr-code', 14],
  ] as const)('%s is %i', (code, register) => {
    // prettier-ignore
    if (code === 'accepted') expect(resultRegister(enter(meter(), credit(MADE_AT + 1)).result)).toBe(register);
    else expect(resultRegister({ accepted: false, code })).toBe(register);
  });
});
