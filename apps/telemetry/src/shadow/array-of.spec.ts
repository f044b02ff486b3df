import { describe, expect, it } from 'vitest';
import { arrayOf, arrayOfIntegers, arrayOfTimes, timesOf } from './array-of.js';

const arrayOfTexts = (...texts: readonly string[]) => arrayOf(texts, (text) => text);

describe('arrayOf', () => {
  it('writes numbers and codes as PostgreSQL reads them', () => {
    expect(arrayOfTexts()).toBe('{}');
    expect(arrayOfTexts('-1.5', '1-0:1.8.0*1')).toBe('{-1.5,1-0:1.8.0*1}');
  });

  it.each(['', ' ', 'a', '1,2', '"', '{1}', 'NULL', '\\\\', '1\\n'])('refuses %j, which would need quotes', (text) => {
    expect(() => arrayOfTexts('1', text)).toThrow(TypeError);
  });
});

describe('arrayOfIntegers', () => {
  it.each([1.5, NaN, Infinity, 2 ** 53])('refuses %s, which is another number there', (number) => {
    expect(() => arrayOfIntegers([number], (one) => one)).toThrow(RangeError);
  });
});

describe('arrayOfTimes', () => {
  it('refuses what is no time', () => {
    expect(() => arrayOfTimes([new Date(NaN)], (time) => time)).toThrow(RangeError);
  });
});

describe('timesOf', () => {
  it.each([[[]], [['1969-12-31T23:59:59.999Z']], [['2000-01-01T00:00:00.000Z', '1999-12-31T23:59:59.001Z', '2300-02-28T12:00:00.123Z']]])(
    'reads %j as it was written',
    (texts) => {
      const times = texts.map((text) => new Date(text));
      expect(timesOf(arrayOfTimes(times, (time) => time))).toEqual(times);
    },
  );

  it('reads what the server has to the microsecond to the millisecond', () => {
    const array = arrayOfTimes([new Date('2026-11-28T00:00:00.756Z')], (time) => time);
    array.writeUInt32BE(array.readUInt32BE(28) + 999, 28);
    expect(timesOf(array)).toEqual([new Date('2026-11-28T00:00:00.756Z')]);
  });
});
