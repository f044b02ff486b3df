import { TestClock } from '@openprepay/testing/clock';
import { beforeEach, describe, expect, it } from 'vitest';
import { ISSUE_COUNTS_GROUP, StatementsHeard } from './statements-heard.js';

const MINUTE = 60_000;
const clock = new TestClock('2026-11-10T08:00:00Z');
let lag: number | undefined;
let running: boolean;
let heard: StatementsHeard;
beforeEach(() => {
  clock.set('2026-11-10T08:00:00Z');
  [lag, running] = [0, true];
  heard = new StatementsHeard(
    {
      lag: () => (lag === undefined ? [] : [{ group: ISSUE_COUNTS_GROUP, lag }]),
      health: () => ({ consumers: [{ group: ISSUE_COUNTS_GROUP, running }] }),
    },
    clock,
  );
});
/** Looks every minute. @returns what it sees at last */
function afterMinutes(minutes: number): boolean {
  for (let minute = 0; minute < minutes; minute++) {
    heard.toTheEnd();
    clock.advance(MINUTE);
  }
  return heard.toTheEnd();
}

describe('what the vault has stated', () => {
  it('is heard to the end once there has been nothing more to read for ten minutes', () => {
    expect(afterMinutes(9)).toBe(false);
    expect(afterMinutes(1)).toBe(true);
  });

  it.each<[string, () => void]>([
    ['there is more to read', () => void (lag = 1)],
    ['nobody knows how much there is to read', () => void (lag = undefined)],
    ['the consumer does not get on', () => void (running = false)],
  ])('is not heard to the end while %s, and for ten minutes after', (_why, hinder) => {
    expect(afterMinutes(10)).toBe(true);
    hinder();
    expect(afterMinutes(20)).toBe(false);
    [lag, running] = [0, true];
    expect(afterMinutes(9)).toBe(false);
    expect(afterMinutes(1)).toBe(true);
  });

  it('is not taken for heard by a process that has slept', () => {
    expect(afterMinutes(10)).toBe(true);
    clock.advance(8 * 60 * MINUTE);
    expect(heard.toTheEnd()).toBe(false);
    expect(afterMinutes(10)).toBe(true);
  });
});
