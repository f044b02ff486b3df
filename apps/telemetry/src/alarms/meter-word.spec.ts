import { describe, expect, it } from 'vitest';
import { isLaterWord, type MeterWord } from './meter-word.js';

const HOUR_MS = 3_600_000;
const NOON = Date.parse('2026-11-01T12:00:00Z');
const other: MeterWord = { at: new Date(NOON), seq: 10, receivedAt: new Date(NOON) };
const word = (atHours: number, seq: number, receivedHours: number): MeterWord => ({
  at: new Date(NOON + atHours * HOUR_MS),
  seq,
  receivedAt: new Date(NOON + receivedHours * HOUR_MS),
});

describe('a word of a meter is later than another', () => {
  it.each<[string, MeterWord, boolean]>([
    ['by its clock', word(1, 11, 1), true],
    ['at the same time', word(0, 10, 0), true],
    ['not where it came late', word(-1, 11, 1), false],
    ['not where it came as late as may be, and counts on', word(-24, 11, 1), false],
    ['where its clock is further back than that, and it counts on', word(-25, 11, 1), true],
    ['not where its clock is further back, and it was said before', word(-25, 9, 1), false],
    ['where clock and counter began anew, a day after the other came', word(-8_760, 1, 25), true],
  ])('%s', (_how, one, isLater) => {
    expect(isLaterWord(one, other)).toBe(isLater);
  });
});
