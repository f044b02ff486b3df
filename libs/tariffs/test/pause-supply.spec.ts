import { describe, expect, it } from 'vitest';
import { accrueFixedCharges } from '../src/accrue-fixed-charges.js';
import { compileTariff, newSupplyState, parseTariffDocument, pauseSupply, type SupplyState } from '../src/index.js';

const versionFrom = (version: number, validFrom: string, amount: string, timeZone = 'UTC') => ({
  version,
  tariff: compileTariff(
    parseTariffDocument({
      tariffCode: 'T',
      commodity: 'electricity',
      currency: 'KES',
      validFrom,
      timeZone,
      energy: { blocks: [{ rate: '1' }] },
      fixedCharges: [{ code: 'standing', amount, per: 'month' }],
    }),
  ),
});
const versions = [versionFrom(1, '2026-01-01T00:00:00Z', '10'), versionFrom(2, '2027-02-10T00:00:00Z', '20')];

const started = newSupplyState(new Date('2026-11-20T00:00:00Z'));
const paused = (state: SupplyState, from: string, until: string) => pauseSupply(state, { from: new Date(from), until: new Date(until) });
const dueOf = (state: SupplyState, month: string, timeZone = 'UTC') =>
  accrueFixedCharges(state, versions, { month, timeZone }).fixedChargesDue.map((due) => `${due.month} ${due.grossMinor}`);

describe('a supply that no meter was on for a while', () => {
  it('owes nothing for months that began meanwhile, but for the one in which it goes on, by the version in force then', () => {
    const state = paused(started, '2026-12-20T00:00:00Z', '2027-02-15T00:00:00Z');

    expect(dueOf(state, '2027-03')).toEqual(['2026-11 1000', '2026-12 1000', '2027-02 2000', '2027-03 2000']);
  });

  it('owes every month whose first found a meter on it', () => {
    const state = paused(paused(started, '2026-11-25T00:00:00Z', '2026-11-30T00:00:00Z'), '2026-12-01T00:00:01Z', '2026-12-31T00:00:00Z');

    expect(dueOf(state, '2027-01')).toEqual(['2026-11 1000', '2026-12 1000', '2027-01 1000']);
  });

  it('owes a month once, however often it went on in it', () => {
    const state = paused(paused(started, '2026-11-30T00:00:00Z', '2026-12-02T00:00:00Z'), '2026-12-31T00:00:00Z', '2027-01-05T00:00:00Z');

    expect(dueOf(state, '2027-01')).toEqual(['2026-11 1000', '2026-12 1000', '2027-01 1000']);
  });

  it.each([
    // midnight of the first lies within the pause in Nairobi, and not in UTC
    ['Africa/Nairobi', ['2026-11 1000', '2026-12 1000']],
    ['UTC', ['2026-11 1000', '2026-12 1000']],
  ])('goes by the months of the tariff’s zone: %s', (timeZone, due) => {
    expect(dueOf(paused(started, '2026-11-30T20:00:00Z', '2026-11-30T22:00:00Z'), '2026-12', timeZone)).toEqual(due);
  });

  it('forgets its pauses when they are accounted for', () => {
    const state = paused(started, '2026-12-20T00:00:00Z', '2027-02-15T00:00:00Z');

    expect(accrueFixedCharges(state, versions, { month: '2027-02', timeZone: 'UTC' }).pauses).toBeUndefined();
  });

  it.each([
    ['within a month', '2026-11-21T00:00:00Z', '2026-11-28T00:00:00Z'],
    ['of a moment, as a month begins', '2026-11-30T23:59:30Z', '2026-11-30T23:59:59.999Z'],
  ])('remembers nothing of a pause %s', (_which, from, until) => {
    expect(paused(started, from, until)).toBe(started);
  });

  it.each([
    ['Pacific/Kiritimati', '2026-11-30T09:59:00Z', '2026-11-30T10:01:00Z'],
    ['Etc/GMT+12', '2026-12-01T11:59:00Z', '2026-12-01T12:01:00Z'],
    ['Asia/Kathmandu', '2026-11-30T18:14:00Z', '2026-11-30T18:16:00Z'],
  ])('remembers a pause in which the month begins in %s', (_zone, from, until) => {
    expect(paused(started, from, until).pauses).toHaveLength(1);
  });
});
