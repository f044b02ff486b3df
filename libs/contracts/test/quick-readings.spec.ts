import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { quickInstant, quickText } from '../src/quick-codec.js';
import { quickReadings } from '../src/quick-readings.js';
import { ReadingsReported } from '../src/telemetry.js';
import { instant } from '../src/wire.js';

const { data: schema } = ReadingsReported;
const read = (json: unknown) => z.safeDecode(schema, json as never);

const isoText = fc
  .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString());
const oddText = fc.constantFrom(
  ...['2026-02-30T00:00:00Z', '2026-11-22T10:00Z', '2026-11-22T10:00:00+00:00', '2026-11-22t10:00:00z', '2026-11-22 10:00:00Z'],
  ...[
    '2026-11-22T24:00:00Z',
    '2026-11-22T10:00:60Z',
    '2026-11-22T10:00:00.1Z',
    '2026-11-22T10:00:00.123456Z',
    '',
    '+010000-01-01T00:00:00Z',
  ],
  ...['2024-02-29T12:00:00Z', '2023-02-29T12:00:00Z', '2100-02-29T12:00:00.000Z'],
);
const time = fc.oneof(
  { weight: 8, arbitrary: isoText },
  isoText.map((text) => text.replace(/\.\d+/, '')),
  oddText,
  fc.anything(),
);
const code = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('1-0:1.8.0', '1-0:16.7.0*255', '8-0:1.0.0') },
  fc.constantFrom('1.8.0', '__proto__', '1-0:1.8.0 ', '1-0:1.8.0\n', ''),
);
const value = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('0', '-1', '1234.567', '0.000000001', '999999999999999999') },
  fc.constantFrom('01', '1.', '.5', '1e3', 'NaN', '1\n', '1234567890123456789'),
  fc.anything(),
);
const registers = fc.oneof(
  { weight: 12, arbitrary: fc.array(fc.tuple(code, value), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)) },
  fc.anything(),
);
const reading = fc.oneof(
  { weight: 12, arbitrary: fc.record({ ts: time, registers, more: fc.anything() }, { requiredKeys: ['ts', 'registers'] }) },
  fc.anything(),
);
const message = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.record(
      {
        meterNumber: fc.oneof({ weight: 8, arbitrary: fc.constantFrom('07000000017', '0700000001700') }, fc.anything()),
        meterPan: fc.oneof({ weight: 8, arbitrary: fc.constant('600727070000000178') }, fc.anything()),
        seq: fc.oneof({ weight: 8, arbitrary: fc.nat() }, fc.constantFrom(-1, 1.5, 2 ** 53, -0, Number.NaN, '1'), fc.anything()),
        receivedAt: time,
        readings: fc.oneof({ weight: 8, arbitrary: fc.array(reading, { maxLength: 3 }) }, fc.anything()),
        more: fc.anything(),
      },
      { requiredKeys: ['meterNumber', 'meterPan', 'seq', 'receivedAt', 'readings'] },
    ),
  },
  fc.anything(),
);

const GOOD = {
  meterNumber: '07000000017',
  meterPan: '600727070000000178',
  seq: 1,
  receivedAt: '2026-11-22T10:00:00.000Z',
  readings: [{ ts: '2026-11-22T10:00:00Z', registers: { '1-0:1.8.0': '1234.567' } }],
};

describe('readings, read and written by hand', () => {
  it('are what the schema reads, or are left to it', () => {
    fc.assert(
      fc.property(message, (json) => {
        const quick = quickReadings.decode(json);
        if (quick !== undefined) expect(read(json)).toEqual({ success: true, data: quick });
      }),
      { numRuns: 3_000 },
    );
  });

  it('are what the schema writes, or are left to it', () => {
    const data = fc.record({
      meterNumber: fc.constantFrom('07000000017', '7'),
      meterPan: fc.constantFrom('600727070000000178', ''),
      seq: fc.oneof(fc.nat(), fc.constantFrom(-1, 1.5, 2 ** 53)),
      receivedAt: fc.date(),
      readings: fc.array(fc.record({ ts: fc.date(), registers: fc.dictionary(code, fc.constantFrom('0', '-1.5', '01')) }), {
        maxLength: 3,
      }),
    });
    fc.assert(
      fc.property(data, (one) => {
        const quick = quickReadings.encode(one);
        if (quick !== undefined) expect(z.safeEncode(schema, one)).toEqual({ success: true, data: quick });
      }),
      { numRuns: 3_000 },
    );
  });

  it('are not left to it where they are as meters write them', () => {
    expect(quickReadings.decode(GOOD)).toEqual(z.decode(schema, GOOD));
    expect(quickReadings.encode(z.decode(schema, GOOD))).toEqual({ ...GOOD, readings: [{ ...GOOD.readings[0], ts: GOOD.receivedAt }] });
  });

  it('have times that are read and written as Date has them', () => {
    const written = (date: Date): string | undefined => {
      const text = Number.isNaN(date.getTime()) ? '' : date.toISOString();
      return text.length === '2026-11-22T10:00:00.000Z'.length ? text : undefined;
    };
    const again = (text: string): Date | undefined => {
      const date = new Date(text);
      const whole = text.includes('.') ? text : `${text.slice(0, -1)}.000Z`;
      return text.endsWith('Z') && written(date) === whole && date.getUTCFullYear() >= 100 ? date : undefined;
    };
    const anyDate = fc.oneof(fc.date({ noInvalidDate: false }), fc.date({ min: new Date('0000-01-01'), max: new Date('9999-12-31') }));
    const number = (digits: number) => fc.nat({ max: 10 ** digits - 1 }).map((value) => String(value).padStart(digits, '0'));
    const character = fc.constantFrom(...'0123456789-T:.Z/;+ ٠');
    const close = fc
      .tuple(number(4), number(2), number(2), fc.nat(25), fc.nat(61), fc.nat(61), fc.option(number(3)))
      .map(([year, month, day, hour, minute, second, ms]) => {
        const time = [hour, minute, second].map((part) => String(part).padStart(2, '0')).join(':');
        return `${year}-${month}-${day}T${time}${ms === null ? '' : `.${ms}`}Z`;
      });
    // Of the last one Date takes the zone of the machine, which may be UTC.
    const edge = fc.constantFrom(
      '2024-02-29T00:00:00Z',
      '2023-02-29T00:00:00Z',
      '2000-02-29T23:59:59.999Z',
      '1900-02-29T00:00:00Z',
      '2026-11-22T10:00:00 ',
    );
    const spoilt = fc
      .tuple(
        fc.date({ min: new Date('0050-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        fc.boolean(),
        fc.nat(23),
        character,
      )
      .map(([date, toTheSecond, place, other]) => {
        const text = toTheSecond ? date.toISOString().replace(/\.\d+/, '') : date.toISOString();
        return text.slice(0, place) + other + text.slice(place + 1);
      });

    fc.assert(
      fc.property(anyDate, (date) => {
        expect(quickText(date)).toBe(written(date));
      }),
      { numRuns: 2_000 },
    );
    fc.assert(
      fc.property(fc.oneof(close, edge, spoilt, fc.string({ minLength: 20, maxLength: 24 })), (text) => {
        expect(quickInstant(text)).toEqual(again(text));
      }),
      { numRuns: 5_000 },
    );
  });

  it('have times that the schema takes too', () => {
    fc.assert(
      fc.property(time, (text) => {
        const quick = quickInstant(text);
        if (quick !== undefined) expect(instant.decode(text as string)).toEqual(quick);
      }),
    );
  });
});
