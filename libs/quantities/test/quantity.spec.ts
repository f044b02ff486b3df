import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  addTo,
  creditTenths,
  formatCredit,
  formatMoney,
  least,
  moneyMinor,
  negate,
  subtract,
  sum,
  type CreditTenths,
  type MoneyMinor,
} from '../src/index.js';

const money = moneyMinor(1_250n);
const credit = creditTenths(391n);

/**
 * What the compiler must refuse. A line that it would accept fails the type check, because nothing was there to be expected.
 */
describe('a quantity, to the compiler', () => {
  const pay = (amountMinor: MoneyMinor): bigint => amountMinor;
  const load = (amountTenths: CreditTenths): bigint => amountTenths;

  it('is taken where its own unit is due', () => {
    expect([pay(money), load(credit)]).toEqual([1_250n, 391n]);
  });

  it('is refused where another unit is due', () => {
    // @ts-expect-error credit is no money
    pay(credit);
    // @ts-expect-error money is no credit
    load(money);
    // @ts-expect-error money is not written with the decimal of credit
    formatCredit(money);
    // @ts-expect-error credit is not written with the decimals of a currency
    formatMoney(credit, 'KES');

    expect.assertions(0);
  });

  it('is not a bare number, whatever the arithmetic says', () => {
    // @ts-expect-error a bare bigint has no unit
    pay(1n);
    // @ts-expect-error the operators take the unit away
    pay(money + money);
    // @ts-expect-error a product of money is not money until it is branded
    pay(money * 2n);

    expect.assertions(0);
  });

  it('does not add up with another unit or with none', () => {
    // @ts-expect-error two units
    add(money, credit);
    // @ts-expect-error one unit
    subtract(money, 1n);
    // @ts-expect-error what two units add up to is neither
    pay(sum([money, credit]));
    // @ts-expect-error two units
    least(credit, money);
    // @ts-expect-error a sum of money is no credit
    load(add(money, money));

    expect.assertions(0);
  });
});

describe('arithmetic of one unit', () => {
  it('is that of its numbers', () => {
    const amounts = fc.array(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }).map(moneyMinor), { minLength: 1 });
    fc.assert(
      fc.property(amounts, (all) => {
        const [first, ...others] = all as [MoneyMinor, ...MoneyMinor[]];

        expect(sum(all)).toBe(others.reduce(add, first));
        expect(subtract(sum(all), first)).toBe(sum(others));
        expect(add(first, negate(first))).toBe(0n);
        expect(all.every((amount) => least(first, ...others) <= amount)).toBe(true);
        expect(all).toContain(least(first, ...others));
      }),
    );
  });

  it('of nothing is zero', () => {
    expect(sum<MoneyMinor>([])).toBe(0n);
  });

  it('keeps totals apart by their key', () => {
    const totals = new Map<string, MoneyMinor>();

    addTo(totals, 'KES', money);
    addTo(totals, 'UGX', moneyMinor(-3n));
    addTo(totals, 'KES', money);

    expect([...totals]).toEqual([
      ['KES', 2_500n],
      ['UGX', -3n],
    ]);
  });
});

it.each([
  [391n, '39.1'],
  [5n, '0.5'],
  [0n, '0.0'],
  [18_201_624n, '1820162.4'],
])('%s tenths are %s', (tenths, text) => {
  expect(formatCredit(creditTenths(tenths))).toBe(text);
});
