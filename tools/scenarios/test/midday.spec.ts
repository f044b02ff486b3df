import { describe, expect, it } from 'vitest';
import { startOfDayAtMidday, zoneOfMidday } from './midday.js';

const HOURS = Array.from({ length: 24 }, (_, hour) => new Date(Date.UTC(2026, 10, 26, hour, 59, 30)));

describe('the zone in which it is midday', () => {
  it.each(HOURS)('is one that there is, and has no midnight for hours, at %s', (now) => {
    const clock = new Intl.DateTimeFormat('en', { timeZone: zoneOfMidday(now), hourCycle: 'h23', hour: '2-digit', minute: '2-digit' });
    expect(clock.format(now)).toBe('12:59');
    expect(clock.format(startOfDayAtMidday(now))).toBe('00:00');
  });
});
