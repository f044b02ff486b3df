import { NamedOutage } from '@openprepay/contracts/coded';
import { describe, expect, it } from 'vitest';
import { type ClockReading, requireAgreement, requirePlausible } from './clock-reading.js';

const MINUTE_MS = 60_000;
const YEAR_MS = 365 * 24 * 60 * MINUTE_MS;
const now = new Date('2026-11-23T10:00:30Z');
const later = (ms: number): Date => new Date(now.getTime() + ms);
const reading = (given: Partial<ClockReading> = {}): ClockReading => ({
  before: now,
  after: now,
  database: now,
  lastIssuedAt: undefined,
  ...given,
});

const outcomeOf = (check: () => void): string => {
  try {
    check();
    return 'fine';
  } catch (error) {
    expect(error).toMatchObject({ code: 'key-management.clock_jumped' });
    return error instanceof NamedOutage ? 'waited for' : 'set aside';
  }
};

describe('the clocks of process and database', () => {
  it.each([
    ['agree', 0, 'fine'],
    ['differ by no more than two minutes', 2 * MINUTE_MS, 'fine'],
    ['differ by more', 2 * MINUTE_MS + 1, 'waited for'],
    ['differ by a year', YEAR_MS, 'waited for'],
  ])('%s, whichever is ahead', (_, skewMs, outcome) => {
    expect(outcomeOf(() => requireAgreement(reading({ database: later(skewMs) })))).toBe(outcome);
    expect(outcomeOf(() => requireAgreement(reading({ database: later(-skewMs) })))).toBe(outcome);
  });

  it('are not said to differ because the database took long to answer', () => {
    expect(outcomeOf(() => requireAgreement(reading({ after: later(10 * MINUTE_MS), database: later(5 * MINUTE_MS) })))).toBe('fine');
  });
});

describe('the time of a request', () => {
  it.each([
    ['now', 0, undefined, 'fine'],
    ['a backlog of a month', -30 * 24 * 60 * MINUTE_MS, undefined, 'fine'],
    ['older than any topic keeps: the clocks may be a year ahead', -YEAR_MS, undefined, 'set aside'],
    ['two minutes ahead', 2 * MINUTE_MS, undefined, 'fine'],
    ['three minutes ahead, which passes', 3 * MINUTE_MS, undefined, 'waited for'],
    ['a year ahead, which does not pass', YEAR_MS, undefined, 'set aside'],
    ['a year ahead, as the last token was: the vault’s clocks went back', YEAR_MS, YEAR_MS, 'waited for'],
    ['now, whatever the last token was: three clocks agree', 0, YEAR_MS, 'fine'],
  ])('%s', (_, aheadMs, lastMs, outcome) => {
    const lastIssuedAt = lastMs === undefined ? undefined : later(lastMs);

    expect(outcomeOf(() => requirePlausible(later(aheadMs), reading({ lastIssuedAt })))).toBe(outcome);
  });
});
