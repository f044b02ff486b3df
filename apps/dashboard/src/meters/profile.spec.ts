import { describe, expect, it } from 'vitest';
import { bucketValues, consumption, rawValues, slotsOf, spanOf } from './profile.js';

const at = (time: string): number => Date.parse(`2026-11-26T${time}Z`);
const bucket = (hour: string, first: string, value: string) => ({
  ts: `2026-11-26T${hour}:00:00.000Z`,
  first,
  value,
  min: first,
  max: value,
  count: 2,
  quality: 'measured' as const,
});
const HOURS = ['09', '10', '11', '12'].map((hour) => at(`${hour}:00:00`));

describe('a load profile', () => {
  it('says what was used in a bucket as the difference to the last reading of the one before, exactly', () => {
    const used = consumption(
      [bucket('09', '0.1', '0.3'), bucket('10', '0.4', '0.6'), bucket('11', '0.7', '0.7'), bucket('12', '0.7', '0.8')],
      HOURS,
    );
    expect(used.map(({ value }) => value)).toEqual(['0.2', '0.3', '0.1', '0.1']);
  });

  it('marks what is less than a bucket: the first, the one after a gap, and the one that goes on', () => {
    const used = consumption([bucket('09', '1', '2'), bucket('11', '5', '6'), bucket('12', '6', '7')], HOURS);
    expect(used.map(({ value, partial }) => [value, partial])).toEqual([
      ['1', true],
      [undefined, undefined],
      ['1', true],
      ['1', true],
    ]);
  });

  it('says nothing of what was used where the register fell back', () => {
    const used = consumption([bucket('09', '1', '200'), bucket('10', '0', '1'), bucket('11', '1', '3'), bucket('12', '3', '3')], HOURS);
    expect(used[1]).toEqual({ at: HOURS[1], reading: '1', fellBack: true });
    expect(used[2]?.value).toBe('2');
  });

  it('takes the head-end’s word for a counter that came round, and not for what was used across a gap', () => {
    const used = consumption(
      [bucket('09', '99998', '99999'), { ...bucket('10', '0', '2'), consumption: '3' }, { ...bucket('12', '7', '9'), consumption: '7' }],
      HOURS,
    );
    expect(used.map(({ value }) => value)).toEqual(['1', '3', undefined, '2']);
  });

  it('marks what was never measured, and what cannot be believed', () => {
    const estimated = { ...bucket('10', '2', '3'), quality: 'estimated' as const };
    const suspect = { ...bucket('11', '3', '4'), quality: 'suspect' as const };
    const marks = [{ value: '1' }, { value: '1', estimated: true }, { value: '1', suspect: true }, {}];
    expect(consumption([bucket('09', '1', '2'), estimated, suspect], HOURS)).toMatchObject(marks);
    expect(rawValues([estimated, suspect])).toMatchObject([{ estimated: true }, { suspect: true }]);
    expect(bucketValues([estimated], HOURS.slice(1, 2))).toMatchObject([{ estimated: true }]);
  });

  it('keeps a bucket whose beginning nobody expected', () => {
    const values = bucketValues([{ ts: '2026-11-26T09:30:00.000Z', value: '5', quality: 'measured' }], HOURS.slice(0, 2));
    expect(values).toEqual([{ at: HOURS[0] }, { at: at('09:30:00'), value: '5' }, { at: HOURS[1] }]);
  });

  it('leaves a place empty where readings are missing', () => {
    const readings = ['10:00:00', '10:00:10', '10:00:20', '10:01:20', '10:01:30'].map((time) => ({
      ts: `2026-11-26T${time}.000Z`,
      value: '1',
      quality: 'measured' as const,
    }));
    expect(rawValues(readings).map(({ value }) => value)).toEqual(['1', '1', '1', undefined, '1', '1']);
  });

  it('keeps the mark of a reading that the meter contradicted', () => {
    expect(rawValues([{ ts: '2026-11-26T10:00:00.000Z', value: '1', quality: 'suspect', contradicted: true }])[0]?.contradicted).toBe(true);
  });

  it('begins with a day of the zone, and has a bucket for each of its hours', () => {
    const span = spanOf('day', at('12:30:00'), 'Africa/Nairobi');
    expect(new Date(span.from).toISOString()).toBe('2026-11-25T21:00:00.000Z');
    expect(slotsOf('hour', span, 'Africa/Nairobi')).toHaveLength(16);
  });

  it('has a bucket for each day, however long the days are', () => {
    const span = spanOf('month', Date.parse('2026-11-10T12:00:00Z'), 'Europe/Berlin');
    expect(slotsOf('day', span, 'Europe/Berlin')).toHaveLength(30);
  });
});
