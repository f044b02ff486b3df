import { describe, expect, it } from 'vitest';
import { nextPeriod } from '../calendar/period.js';
import { checkClosing, type ClosingSituation } from './accounting-period.js';

const situation = (period: string, changes: Partial<ClosingSituation> = {}): ClosingSituation => ({
  period: { period, endsAt: new Date('2026-11-30T21:00:00Z'), closing: undefined },
  books: {},
  firstBooked: undefined,
  now: new Date('2026-12-01T00:00:00Z'),
  ...changes,
});

describe('closing a period', () => {
  it.each([
    ['the first that is booked in', '2026-11', { firstBooked: '2026-11' }],
    ['one that nothing is booked before', '2026-10', { firstBooked: '2026-11' }],
    ['one of empty books', '2026-11', {}],
    ['the one after the last that is closed', '2026-11', { books: { closedThrough: '2026-10' }, firstBooked: '2026-01' }],
  ])('may be of %s', (_which, period, changes) => {
    expect(() => checkClosing(situation(period, changes))).not.toThrow();
  });

  it.each([
    [
      'that is closed',
      'billing.period_closed',
      { period: { period: '2026-11', endsAt: new Date(0), closing: { closedBy: 'a', closedAt: new Date(0), lastNumber: 0 } } },
    ],
    ['in its last second', 'billing.period_not_over', { now: new Date('2026-11-30T20:59:59Z') }],
    ['with one before it that is booked in', 'billing.period_not_next', { firstBooked: '2026-10' }],
    ['with an empty one before it that is open', 'billing.period_not_next', { books: { closedThrough: '2026-09' } }],
    ['before those that are closed', 'billing.period_not_next', { books: { closedThrough: '2026-12' } }],
  ])('refuses one %s', (_which, code, changes) => {
    expect(() => checkClosing(situation('2026-11', changes))).toThrow(expect.objectContaining({ code }));
  });

  it('goes from December to January', () => {
    expect([nextPeriod('2026-12'), nextPeriod('2026-01'), nextPeriod('2099-09')]).toEqual(['2027-01', '2026-02', '2099-10']);
  });
});
