import { describe, expect, it } from 'vitest';
import { monthAt, startOfMonth } from '../src/index.js';
import { isTimeZone } from '../src/time-zone.js';

describe('startOfMonth', () => {
  it.each([
    ['UTC', '2026-11', '2026-11-01T00:00:00.000Z'],
    ['Africa/Nairobi', '2026-11', '2026-10-31T21:00:00.000Z'],
    ['Asia/Kathmandu', '2026-11', '2026-10-31T18:15:00.000Z'],
    ['Pacific/Kiritimati', '2027-01', '2026-12-31T10:00:00.000Z'],
    ['Pacific/Pago_Pago', '2027-01', '2027-01-01T11:00:00.000Z'],
    // the clocks go back on the morning of the first
    ['America/New_York', '2026-11', '2026-11-01T04:00:00.000Z'],
    ['America/New_York', '2026-12', '2026-12-01T05:00:00.000Z'],
    // midnight of the first did not exist: the clocks went from 00:00 to 01:00
    ['America/Asuncion', '2017-10', '2017-10-01T04:00:00.000Z'],
    ['Asia/Beirut', '2012-04', '2012-03-31T21:00:00.000Z'],
  ])('%s %s begins at %s', (timeZone, month, start) => {
    expect(new Date(startOfMonth(timeZone, month)).toISOString()).toBe(start);
    expect(monthAt(timeZone, startOfMonth(timeZone, month))).toBe(month);
    expect(monthAt(timeZone, startOfMonth(timeZone, month) - 1) < month).toBe(true);
  });
});

describe('isTimeZone', () => {
  it.each(['UTC', 'Africa/Nairobi', 'America/Argentina/Buenos_Aires'])('knows %s', (name) => {
    expect(isTimeZone(name)).toBe(true);
  });

  it.each(['Mars/Olympus', '+03:00', '', '-0100', 'Africa/Nairobi '])('does not know "%s"', (name) => {
    expect(isTimeZone(name)).toBe(false);
  });
});
