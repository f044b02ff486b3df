import type { CreditTenths, MoneyMinor } from '@openprepay/quantities';
import { creditTenths, moneyMinor } from '@openprepay/quantities';
import { COMMODITIES, UNITS } from '@openprepay/sts';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { VendCompleted } from '../src/vending.js';
import * as wire from '../src/wire.js';

const THIRTY_DIGITS = '9'.repeat(30);

describe('quantities on the wire', () => {
  it.each(['0', '1', THIRTY_DIGITS])('%s is read and written as it was', (text) => {
    for (const codec of [wire.moneyMinor, wire.creditTenths, wire.signedMoneyMinor]) {
      expect(z.encode(codec as typeof wire.moneyMinor, z.decode(codec as typeof wire.moneyMinor, text))).toBe(text);
    }
  });

  it.each(['', '-0', '01', '1.0', '1e3', '+1', ' 1', '0x1', `11${THIRTY_DIGITS}`])('%j is no quantity', (text) => {
    for (const codec of [wire.moneyMinor, wire.creditTenths, wire.signedMoneyMinor]) expect(codec.safeParse(text).success).toBe(false);
  });

  it('has a sign only where money may be given back', () => {
    expect(wire.moneyMinor.safeParse('-1').success).toBe(false);
    expect(wire.creditTenths.safeParse('-1').success).toBe(false);
    expect(wire.signedMoneyMinor.parse('-1')).toBe(-1n);
    expect(() => z.encode(wire.moneyMinor, moneyMinor(-1n))).toThrow();
  });

  it('comes in with its unit and goes out with no other', () => {
    expectTypeOf(wire.moneyMinor.parse('1')).toEqualTypeOf<MoneyMinor>();
    expectTypeOf(wire.signedMoneyMinor.parse('1')).toEqualTypeOf<MoneyMinor>();
    expectTypeOf(wire.creditTenths.parse('1')).toEqualTypeOf<CreditTenths>();
    type Sale = z.output<(typeof VendCompleted)['data']>;
    expectTypeOf<Sale['tenderMinor']>().toEqualTypeOf<MoneyMinor>();
    expectTypeOf<Sale['unitsTenths']>().toEqualTypeOf<CreditTenths>();

    // @ts-expect-error credit does not go out as money
    z.encode(wire.moneyMinor, creditTenths(1n));
    // @ts-expect-error nor does a number of nothing
    z.encode(wire.moneyMinor, 1n);

    expect.assertions(0);
  });
});

it('every commodity has a unit, and every unit is one that the wire knows', () => {
  expect(wire.commodity.options).toEqual(COMMODITIES);
  expect(COMMODITIES.map((commodity) => wire.unit.parse(UNITS[commodity]))).toEqual(['kWh', 'm3', 'm3', 'min']);
  expect(wire.unit.options).toEqual(['kWh', 'm3', 'min']);
});
