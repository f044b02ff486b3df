import { describe, expect, it } from 'vitest';
import { hoursByDay } from './hours-by-day.js';

const at = (instant: string): number => Date.parse(instant);

describe('what was used by day and hour', () => {
  it('stands at the hour on the wall of the zone', () => {
    const days = hoursByDay([{ at: at('2026-11-25T21:00:00Z'), value: '1.5' }, { at: at('2026-11-26T20:00:00Z') }], 'Africa/Nairobi');
    expect(days).toHaveLength(1);
    expect(days[0]?.at).toBe(at('2026-11-25T21:00:00Z'));
    expect(days[0]?.hours.map((used) => used ?? '-').join('')).toBe(`1.5${'-'.repeat(23)}`);
  });

  it('is added up in the hour that the clocks go through twice', () => {
    const [day] = hoursByDay(
      [
        { at: at('2026-10-25T00:00:00Z'), value: '0.1' },
        { at: at('2026-10-25T01:00:00Z'), value: '0.2' },
      ],
      'Europe/Berlin',
    );
    expect(day?.hours[2]).toBe('0.3');
  });
});
