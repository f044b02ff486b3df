import { describe, expect, it } from 'vitest';
import { completeUntil } from './heartbeat.js';

const asOf = new Date('2026-11-10T08:00:00Z');
const version = (validFrom: string) => ({ tariffCode: 'T', version: 2, validFrom: new Date(validFrom) });

describe('completeUntil', () => {
  it.each([
    ['nothing where a version may begin at once', 0, undefined, undefined],
    ['the lead, less what a commit may be late', 15, undefined, '2026-11-10T08:13:00.000Z'],
    ['the beginning of the first version that is not named', 15, version('2026-11-10T08:05:00Z'), '2026-11-10T08:05:00.000Z'],
    ['the lead, where what is not named begins later', 15, version('2026-12-01T00:00:00Z'), '2026-11-10T08:13:00.000Z'],
  ])('is %s', (_what, leadMinutes, leftOut, until) => {
    expect(completeUntil(asOf, leadMinutes * 60_000, leftOut)?.toISOString()).toBe(until);
  });
});
