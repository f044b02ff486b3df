import { add, moneyMinor, sum } from '@openprepay/quantities';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Debt, outstandingMinor } from './debt.js';
import { settle } from './settlement.js';

const debt = (id: string, charged: bigint, recovered = 0n, settled = 0n): Debt => ({
  id,
  accountNumber: 'A-1',
  code: id,
  position: 1,
  currency: 'KES',
  chargedMinor: moneyMinor(charged),
  settledElsewhereMinor: moneyMinor(settled),
  recoveredMinor: moneyMinor(recovered),
  recovery: { share: '20' },
  incurredAt: new Date(0),
});
const money = (max: bigint) => fc.bigInt({ min: 0n, max });

describe('paying debts', () => {
  it('pays the first whole before it touches the next, and leaves out what is paid already', () => {
    const debts = [debt('loan', 100n, 60n), debt('paid', 50n, 20n, 30n), debt('wiring', 70n)];

    expect(settle(moneyMinor(90n), debts)).toMatchObject({
      settlements: [
        { debtId: 'loan', amountMinor: 40n },
        { debtId: 'wiring', amountMinor: 50n },
      ],
      restMinor: 0n,
    });
    expect(settle(moneyMinor(115n), debts).restMinor).toBe(5n);
    expect(settle(moneyMinor(0n), debts)).toEqual({ settlements: [], debts, restMinor: 0n });
  });

  it('never pays more of a debt than is left of it, and every cent is somewhere', () => {
    const debts = fc.array(
      fc
        .tuple(money(100n), money(100n), money(100n))
        .map(([left, recovered, settled]) => debt('d', left + recovered + settled, recovered, settled)),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(money(500n).map(moneyMinor), debts, (credit, owed) => {
        const { settlements, debts: after, restMinor } = settle(credit, owed);

        expect(add(sum(settlements.map(({ amountMinor }) => amountMinor)), restMinor)).toBe(credit);
        expect(after.every((one) => outstandingMinor(one) >= 0n)).toBe(true);
        expect(restMinor === 0n || after.every((one) => outstandingMinor(one) === 0n)).toBe(true);
      }),
    );
  });
});
