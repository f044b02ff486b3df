import { describe, expect, it } from 'vitest';
import { parseSimulateOptions } from './simulate-options.js';

const now = new Date('2026-11-01T00:00:00Z');
const parse = (...args: readonly string[]) => parseSimulateOptions(args, now);

describe('what npm run simulate is asked for', () => {
  it('is a hundred honest meters of the platform’s own kind unless said', () => {
    expect(parse()).toMatchObject({ meters: 100, dialect: 'native', faults: [], url: 'http://127.0.0.1:8080' });
  });

  it('is meters, what they speak and what is wrong with them', () => {
    expect(parse('--meters', '5000', '--dialect', 'tasmota', '--faults', 'clock-skew,reset, storm')).toMatchObject({
      meters: 5_000,
      dialect: 'tasmota',
      faults: ['clock-skew', 'reset', 'storm'],
    });
  });

  it.each([
    [['--meters', '0'], /--meters is a whole number/],
    [['--meters', 'many'], /--meters is a whole number/],
    [['--dialect', 'morse'], /--dialect: morse is none of native/],
    [['--faults', 'reset,bad-luck'], /--faults: bad-luck is none of reset/],
    [['--dialect', 'tasmota', '--faults', 'late,tamper'], /tasmota cannot have tamper/],
    [['--speed', '1'], /--speed/],
  ])('is refused in words where it is wrong: %j', (args, words) => {
    expect(() => parse(...args)).toThrow(words);
  });
});
