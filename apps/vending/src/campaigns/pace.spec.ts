import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Campaign, NO_METERS } from './campaign.js';
import { allowance, forecastEnd, MANY_ANSWERED, MAX_OWED, owedBesideSales, pacedAfter } from './pace.js';

const T0 = Date.parse('2026-11-10T08:00:00Z');
const at = (ms: number): Date => new Date(T0 + ms);

describe('the pace of a campaign', () => {
  it('is whatever there is where it has no rate', () => {
    expect(allowance({ ratePerMinute: undefined, pacedThrough: undefined }, at(0))).toBe(Infinity);
  });

  it('is never faster than its rate but for ten seconds, or one set, that it may catch up on', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60_000 }), fc.array(fc.integer({ min: 0, max: 30_000 }), { maxLength: 40 }), (rate, waits) => {
        let [now, pacedThrough, total] = [0, at(0), 0];
        for (const wait of waits) {
          now += wait;
          const count = allowance({ ratePerMinute: rate, pacedThrough }, at(now));
          pacedThrough = pacedAfter({ ratePerMinute: rate, pacedThrough }, count, at(now));
          total += count;
        }
        expect(total).toBeLessThanOrEqual((now * rate) / 60_000 + waits.length + 1);
      }),
    );
  });

  it('does not catch up on a night in which nobody asked', () => {
    expect(allowance({ ratePerMinute: 60, pacedThrough: at(-8 * 3_600_000) }, at(0))).toBe(10);
    expect(allowance({ ratePerMinute: 1, pacedThrough: at(-8 * 3_600_000) }, at(0))).toBe(1);
  });
});

describe('what may be owed while the utility sells', () => {
  it.each([
    [0, 50],
    [70, 50],
    [400, 280],
    [600, 420],
    [MANY_ANSWERED, MAX_OWED],
    [1_000_000, MAX_OWED],
  ])('is what is answered in seven tenths of a second: of %i in the last one', (answered, owed) => {
    expect(owedBesideSales(answered)).toBe(owed);
  });
});

describe('the end that is forecast', () => {
  const campaign = { state: 'running', startedAt: at(0), ratePerMinute: undefined } as Campaign;

  it('is where the pace so far leads, and no sooner than the rate allows', () => {
    const counts = { ...NO_METERS, waiting: 30, confirmed: 10 };

    expect(forecastEnd(campaign, counts, at(60_000))).toEqual(at(240_000));
    expect(forecastEnd({ ...campaign, ratePerMinute: 2 }, counts, at(60_000))).toEqual(at(60_000 + 15 * 60_000));
  });

  it('is not told where there is no pace, or nothing left', () => {
    expect(forecastEnd(campaign, { ...NO_METERS, waiting: 30 }, at(60_000))).toBeUndefined();
    expect(forecastEnd(campaign, { ...NO_METERS, confirmed: 30 }, at(60_000))).toBeUndefined();
  });
});
