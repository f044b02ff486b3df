import { describe, expect, it } from 'vitest';
import { selectTimely } from './reading-time.js';

const NOW = new Date('2026-11-22T10:00:00Z');
const at = (ts: string) => ({ ts: new Date(ts), registers: { '1-0:1.8.0': '1' } });

describe('selectTimely', () => {
  it('keeps what is at most a day ahead and two years back', () => {
    const readings = [at('2026-11-23T10:00:00Z'), at('2024-11-22T10:00:00Z')];
    expect(selectTimely(readings, NOW)).toEqual({ timely: readings });
  });

  it.each([
    ['2026-11-23T10:00:01Z', 'telemetry.reading_in_future'],
    ['2024-11-20T10:00:00Z', 'telemetry.reading_too_old'],
    ['1970-01-01T00:00:00Z', 'telemetry.reading_too_old'],
  ])('leaves out %s and keeps the rest', (ts, code) => {
    const good = at('2026-11-22T09:00:00Z');
    expect(selectTimely([good, at(ts)], NOW)).toEqual({ timely: [good], refused: code });
  });
});
