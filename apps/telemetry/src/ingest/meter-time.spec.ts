import { describe, expect, it } from 'vitest';
import { selectTimely } from './meter-time.js';

const NOW = new Date('2026-11-22T10:00:00Z');
const at = (ts: string) => ({ ts: new Date(ts), registers: { '1-0:1.8.0': '1' } });

describe('selectTimely', () => {
  it('keeps what is at most a day ahead and two years back', () => {
    const readings = [at('2026-11-23T10:00:00Z'), at('2024-11-22T10:00:00Z')];
    expect(selectTimely(readings, NOW)).toEqual({ timely: readings, refused: [] });
  });

  it.each([
    ['2026-11-23T10:00:01Z', 'in_future'],
    ['2024-11-20T10:00:00Z', 'too_old'],
    ['1970-01-01T00:00:00Z', 'too_old'],
  ])('leaves out %s and keeps the rest', (ts, why) => {
    const good = at('2026-11-22T09:00:00Z');
    expect(selectTimely([good, at(ts)], NOW)).toMatchObject({
      timely: [good],
      refused: [{ at: new Date(ts).toISOString(), untimely: why }],
    });
  });

  it('leaves out what is older than points are kept', () => {
    const [kept, gone] = [at('2026-10-23T10:00:00Z'), at('2026-10-23T09:59:59Z')];
    expect(selectTimely([kept, gone], NOW, 30 * 86_400_000)).toMatchObject({ timely: [kept], refused: [{ untimely: 'too_old' }] });
  });
});
