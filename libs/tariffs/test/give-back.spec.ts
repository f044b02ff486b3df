import { creditTenths, moneyMinor } from '@openprepay/quantities';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { giveBack, type PricedVend, type SupplyState } from '../src/index.js';
import { november, sell, supply } from './sell.js';

describe('giveBack', () => {
  const price = (tenderMinor: bigint, state: SupplyState, at = november): PricedVend => sell({ tenderMinor, state, at });
  const due = { month: '2026-10', code: 'standing', position: 0, grossMinor: moneyMinor(9_000n), tax: { code: 'VAT', percent: '16' } };

  it('undoes a vend: only what has fallen due stays fallen due', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 30_000n, max: 5_000_000n }), fc.bigInt({ min: 0n, max: 30_000n }), (tenderMinor, tenths) => {
        const before: SupplyState = {
          ...{
            unitsThisMonth: { month: '2026-11', tenths: creditTenths(tenths) },
            fixedChargesDue: [due],
            chargesAccruedThrough: '2026-10',
          },
          supplyStartedAt: supply.supplyStartedAt,
        };

        const vend = price(tenderMinor, before);
        const after = giveBack(vend.nextState, vend);

        expect(after).toEqual({
          ...before,
          chargesAccruedThrough: '2026-11',
          fixedChargesDue: [due, { ...due, month: '2026-11', grossMinor: 17_400n }],
        });
      }),
    );
  });

  it('commutes with the vends in between, in whatever order they are given back', () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt({ min: 20_000n, max: 900_000n }), { minLength: 3, maxLength: 3 }),
        fc.boolean(),
        (tenders, reversed) => {
          const vends: PricedVend[] = [];
          let state: SupplyState = { ...supply, fixedChargesDue: [due, { ...due, month: '2026-11' }], chargesAccruedThrough: '2026-11' };
          for (const tenderMinor of tenders) {
            vends.push(price(tenderMinor, state));
            state = vends.at(-1)!.nextState;
          }

          const given = (reversed ? vends.toReversed() : vends).reduce(giveBack, state);

          expect(given).toEqual({
            ...state,
            unitsThisMonth: { month: '2026-11', tenths: 0n },
            fixedChargesDue: [due, { ...due, month: '2026-11' }],
          });
        },
      ),
    );
  });

  it('joins what is left of a part-paid charge and finds the place of a paid one', () => {
    const [first, second] = [
      { month: '2026-10', code: 'rent', position: 1, grossMinor: moneyMinor(700n) },
      { month: '2026-11', code: 'standing', position: 0, grossMinor: moneyMinor(50n) },
    ];
    const state: SupplyState = { ...supply, fixedChargesDue: [first, second] };

    const { fixedChargesDue } = giveBack(state, {
      month: '2026-11',
      unitsTenths: creditTenths(0n),
      fixedChargesTaken: [due, { ...second, grossMinor: moneyMinor(25n) }],
    });

    expect(fixedChargesDue).toEqual([due, first, { ...second, grossMinor: 75n }]);
  });

  it('leaves the units of a later month alone', () => {
    const inNovember = price(100_000n, supply);
    const inDecember = price(100_000n, inNovember.nextState, new Date('2026-12-10T00:00:00Z'));

    expect(giveBack(inDecember.nextState, inNovember).unitsThisMonth).toEqual(inDecember.nextState.unitsThisMonth);
  });

  it('refuses a vend that is not in the state', () => {
    const vend = price(100_000n, supply);

    expect(() => giveBack(giveBack(vend.nextState, vend), vend)).toThrow(RangeError);
  });
});
