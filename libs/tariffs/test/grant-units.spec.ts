import { creditTenths } from '@openprepay/quantities';
import { describe, expect, it } from 'vitest';
import { giveBack, grantUnits, type GrantWanted, type PricedVend, type SupplyState } from '../src/index.js';
import { november, sell, supply, version } from './sell.js';

const FREE = { freeUnits: { amount: '50', per: 'month' } };
const COUNTED = { freeUnits: { ...FREE.freeUnits, countsTowardBlocks: true } };
const december = new Date('2026-12-01T10:00:00Z');

interface Grant {
  readonly tariff?: Readonly<Record<string, unknown>>;
  readonly state?: SupplyState;
  readonly at?: Date;
  readonly grant?: GrantWanted;
}

const give = ({ tariff = FREE, state = supply, at = november, grant = { kind: 'free-basic' } }: Grant = {}): PricedVend =>
  grantUnits({ versions: [version(tariff)], at, state, grant });

const NOT_DUE = expect.objectContaining({ code: 'tariffs.free_units_not_due' }) as unknown;

describe('grantUnits', () => {
  it('gives the tariff’s free units for a tender of nothing, and leaves charges due', () => {
    expect(give()).toMatchObject({
      ...{ units: '50.0', tenderMinor: 0n, lines: [], debtsTaken: [], fixedChargesTaken: [] },
      nextState: { fixedChargesDue: [{ month: '2026-11', code: 'standing', grossMinor: 17_400n }], freeUnitsMonth: '2026-11' },
    });
  });

  it('gives them once a month, and again in the next one', () => {
    const { nextState: state } = give();

    expect(() => give({ state })).toThrow(NOT_DUE);
    expect(give({ state, at: december })).toMatchObject({ month: '2026-12', units: '50.0' });
  });

  it('counts the month by the time zone of the tariff', () => {
    const { nextState: state } = give();
    const lastEvening = new Date('2026-11-30T20:59:59Z');
    const midnight = new Date('2026-11-30T21:00:00Z');

    expect(() => give({ state, at: lastEvening })).toThrow(NOT_DUE);
    expect(give({ state, at: midnight })).toMatchObject({ month: '2026-12' });
  });

  it('gives none by a tariff that has none', () => {
    expect(() => give({ tariff: {} })).toThrow(NOT_DUE);
  });

  it('fills the blocks only where the tariff says so', () => {
    const [apart, counted] = [give(), give({ tariff: COUNTED })];

    expect([apart, counted].map(({ blocks }) => blocks.unitsThisMonth)).toEqual(['0.0', '50.0']);
    const next = [apart, counted].map(({ nextState: state }) => sell({ tenderMinor: 100_000n, state }).unitsTenths);
    expect(next[0]! > next[1]!).toBe(true);
  });

  it.each([FREE, COUNTED])('is undone by giving back: the units of the month are due again, tariff %#', (tariff) => {
    const given = give({ tariff });
    const sold = sell({ tenderMinor: 100_000n, state: given.nextState });

    const state = giveBack(sold.nextState, given);

    expect(state.unitsThisMonth.tenths).toBe(sold.unitsTenths);
    expect(give({ tariff, state })).toMatchObject({ units: '50.0' });
  });

  it('gives back nothing of a later month', () => {
    const given = give();
    const { nextState: later } = give({ state: given.nextState, at: december });

    expect(giveBack(later, given)).toMatchObject({ freeUnitsMonth: '2026-12' });
  });

  it('gives units that somebody has decided on whatever the month had, and they fill no blocks', () => {
    const grant = { kind: 'free-issue', unitsTenths: creditTenths(123n) } as const;
    const given = give({ tariff: {}, grant });

    expect(given).toMatchObject({ units: '12.3', lines: [], blocks: { unitsThisMonth: '0.0' } });
    expect(given.nextState).not.toHaveProperty('freeUnitsMonth');
    expect(giveBack(given.nextState, given).unitsThisMonth.tenths).toBe(0n);
  });
});
