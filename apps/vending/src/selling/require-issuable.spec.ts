import { describe, expect, it } from 'vitest';
import { newMeter } from '@openprepay/testing/meter';
import { requireIssuable } from './require-issuable.js';

const meterOf = (baseDate: 1993 | 2014 | 2035) => {
  const meter = newMeter();
  return { meterNumber: meter.meterNumber, keyData: { ...meter.keyData, baseDate } };
};
const refused = expect.objectContaining({ code: 'vending.token_refused' }) as unknown;

describe('a price for a meter', () => {
  it.each([
    [1993, '2024-11-24T20:16:00Z'],
    [2014, '2045-11-24T20:16:00Z'],
  ] as const)('is none once its base date %s has run out', (baseDate, after) => {
    const lastMinute = new Date(new Date(after).getTime() - 60_000);

    expect(() => requireIssuable(meterOf(baseDate), lastMinute)).not.toThrow();
    expect(() => requireIssuable(meterOf(baseDate), new Date(after))).toThrow(refused);
  });

  it('is none before its base date has begun', () => {
    expect(() => requireIssuable(meterOf(2035), new Date('2034-12-31T23:59:00Z'))).toThrow(refused);
    expect(() => requireIssuable(meterOf(2035), new Date('2035-01-01T00:00:00Z'))).not.toThrow();
  });
});
