import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readReadings } from './native-readings.js';
import { quickNativeReadings } from './quick-native-readings.js';

const METER = '07000000017';
const TS = '2026-11-22T10:00:00Z';

const often = <T>(arbitrary: fc.Arbitrary<T>) => ({ weight: 10, arbitrary });
const ts = fc.oneof(
  often(fc.constantFrom(TS, '2026-11-22T10:00:00.123Z')),
  fc.constantFrom('2026-02-30T00:00:00Z', '2026-11-22T10:00Z', 'x'),
  fc.anything(),
);
const code = fc.oneof(
  often(fc.constantFrom('1-0:1.8.0', '1-0:16.7.0', '1-0:1.8.0*1')),
  fc.constantFrom('01-0:1.8.0', '1-0:1.8.0*255', '1.8.0', '__proto__'),
);
const value = fc.oneof(often(fc.constantFrom('0', '-1', '1234.567')), fc.constantFrom('01', '1e3', 'NaN', '1 '), fc.anything());
const registers = fc.oneof(
  often(fc.array(fc.tuple(code, value), { maxLength: 4 }).map((entries) => Object.fromEntries(entries))),
  fc.anything(),
);
const reading = fc.record({ ts, registers });
const message = fc.record(
  {
    seq: fc.oneof(often(fc.nat()), fc.anything()),
    ts,
    registers,
    readings: fc.oneof(often(fc.array(fc.oneof(often(reading), fc.anything()), { maxLength: 3 })), fc.anything()),
    meterNumber: fc.oneof(often(fc.constant(METER)), fc.anything()),
  },
  { requiredKeys: ['seq'] },
);

describe('readings read by hand', () => {
  it('are those that the dialect reads, and nothing of them is refused, or are left to it', () => {
    fc.assert(
      fc.property(fc.oneof(often(message), fc.anything()), (json) => {
        const quick = quickNativeReadings(json, METER);
        if (quick === undefined) return;
        expect(quick.seq).toBe((json as { seq: unknown }).seq);
        expect({ readings: quick.readings, refused: quick.refused }).toEqual(readReadings(json as Readonly<Record<string, unknown>>));
      }),
      { numRuns: 3_000 },
    );
  });

  it.each([
    { seq: 17, ts: TS, registers: { '1-0:1.8.0': '1234.567' } },
    { seq: 17, meterNumber: METER, readings: [{ ts: TS, registers: { '1-0:1.8.0': '1234.567' } }] },
  ])('are not left to it where they are as meters write them: %o', (json) => {
    expect(quickNativeReadings(json, METER)).toEqual({
      kind: 'readings',
      meterNumber: METER,
      seq: 17,
      readings: [{ ts: new Date(TS), registers: { '1-0:1.8.0': '1234.567' } }],
      refused: [],
    });
  });

  it('of another meter are left to it', () => {
    expect(quickNativeReadings({ seq: 1, meterNumber: '07000000025', ts: TS, registers: { '1-0:1.8.0': '1' } }, METER)).toBeUndefined();
  });
});
