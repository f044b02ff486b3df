import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeUplink } from './dialects.js';
import { nativeDialect } from './native-dialect.js';
import { UplinkRefused } from './uplink-refused.js';

const METER = '07000000017';
const decode = (leaf: string, payload: unknown): unknown =>
  decodeUplink(`meters/${METER}/${leaf}`, Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)));
const codeOf = (leaf: string, payload: unknown): string => {
  try {
    decode(leaf, payload);
  } catch (error) {
    if (error instanceof UplinkRefused) return error.code;
    throw error;
  }
  return 'decoded';
};

const TS = '2026-11-22T10:00:00Z';

describe('the native dialect', () => {
  it('reads one reading and many as the same thing', () => {
    const registers = { '1-0:1.8.0': '1234.567', '1-0:16.7.0': '-412' };

    const one = decode('readings', { seq: 17, ts: TS, registers });
    const many = decode('readings', { seq: 17, readings: [{ ts: TS, registers }] });

    expect(one).toEqual(many);
    expect(one).toEqual({ kind: 'readings', meterNumber: METER, seq: 17, readings: [{ ts: new Date(TS), registers }], refused: [] });
  });

  it('reads events, token results and state', () => {
    expect(decode('events', { seq: 1, ts: TS, kind: 'tamper', detail: { by: 'magnet' } })).toMatchObject({
      kind: 'event',
      event: 'tamper',
    });
    const result = { deliveryId: '0191f6a0-0000-7000-8000-000000000000', token: '1'.repeat(20) };
    expect(decode('token-results', { ...result, result: 'accepted', creditRemaining: '57.3' })).toMatchObject({
      verdict: { accepted: true },
    });
    expect(decode('token-results', { ...result, result: 'rejected', code: 'crc' })).toMatchObject({
      verdict: { accepted: false, code: 'crc' },
    });
    expect(decode('state', { online: true, firmware: '1.2' })).toEqual({
      kind: 'state',
      meterNumber: METER,
      online: true,
      firmware: '1.2',
    });
  });

  const reading = (value: unknown): unknown => ({ seq: 1, ts: TS, registers: { '1-0:1.8.0': value } });

  it.each([
    ['no JSON', 'readings', 'NaN', 'telemetry.payload_not_json'],
    ['half a JSON', 'readings', '{"seq":1', 'telemetry.payload_not_json'],
    ['nothing', 'state', '', 'telemetry.payload_not_json'],
    ['null', 'readings', 'null', 'telemetry.payload_invalid'],
    ['a value that is NaN', 'readings', reading('NaN'), 'telemetry.payload_invalid'],
    ['an infinite value', 'readings', reading('Infinity'), 'telemetry.payload_invalid'],
    ['a float', 'readings', reading(1234.567), 'telemetry.payload_invalid'],
    ['an exponent', 'readings', reading('1e9'), 'telemetry.payload_invalid'],
    ['40 digits', 'readings', reading('9'.repeat(40)), 'telemetry.payload_invalid'],
    ['a register that is no OBIS code', 'readings', { seq: 1, ts: TS, registers: { energy: '1' } }, 'telemetry.payload_invalid'],
    ['no register', 'readings', { seq: 1, ts: TS, registers: {} }, 'telemetry.payload_invalid'],
    ['no readings', 'readings', { seq: 1, readings: [] }, 'telemetry.payload_invalid'],
    ['a negative seq', 'readings', { seq: -1, ts: TS, registers: { '1-0:1.8.0': '1' } }, 'telemetry.payload_invalid'],
    [
      'a time without zone',
      'readings',
      { seq: 1, ts: '2026-11-22T10:00:00', registers: { '1-0:1.8.0': '1' } },
      'telemetry.payload_invalid',
    ],
    ['an unknown event', 'events', { seq: 1, ts: TS, kind: 'party' }, 'telemetry.payload_invalid'],
    ['a rejection without code', 'token-results', { deliveryId: 'x', token: '1', result: 'rejected' }, 'telemetry.payload_invalid'],
    ["another meter's number", 'state', { online: true, meterNumber: '07000000025' }, 'telemetry.meter_number_mismatch'],
    ['a firmware that rings', 'state', { online: true, firmware: '\u0007' }, 'telemetry.payload_invalid'],
    ['more than 64 KiB', 'readings', `{"seq":1,"pad":"${'x'.repeat(65_536)}"}`, 'telemetry.payload_too_large'],
    ['a very deep payload', 'events', '['.repeat(30_000), 'telemetry.payload_not_json'],
  ])('refuses %s', (_what, leaf, payload, code) => {
    expect(codeOf(leaf, payload)).toBe(code);
  });

  const reasonOf = (leaf: string, payload: unknown): string => {
    try {
      decode(leaf, payload);
    } catch (error) {
      return (error as Error).message;
    }
    return 'decoded';
  };

  it.each([
    [
      'a reading with a number instead of a text',
      'readings',
      reading(1),
      /^registers\.1-0:1\.8\.0: a decimal number is written as a text$/,
    ],
    ['a number for a time', 'readings', { seq: 1, ts: 5, registers: { '1-0:1.8.0': '1' } }, /^ts: a time in UTC/],
    ['an offset in a time', 'readings', { seq: 1, ts: '2026-11-22T10:00:00+03:00', registers: { '1-0:1.8.0': '1' } }, /^ts: a time in UTC/],
    ['a text for seq', 'readings', { seq: '1', ts: TS, registers: { '1-0:1.8.0': '1' } }, /^seq: /],
    ['no registers', 'readings', { seq: 1, ts: TS }, /^registers: /],
    ['readings that are no list', 'readings', { seq: 1, readings: {} }, /^readings: /],
    ['a text for seq of an event', 'events', { seq: '1', ts: TS, kind: 'tamper' }, /^seq: /],
    ['an offset in the time of an event', 'events', { seq: 1, ts: '2026-11-22T10:00:00+03:00', kind: 'tamper' }, /^ts: /],
    ['an unknown result', 'token-results', { deliveryId: '0191f6a0-0000-7000-8000-000000000000', token: '1', result: 'x' }, /^result: /],
  ])('names the field of %s', (_what, leaf, payload, expected) => {
    expect(reasonOf(leaf, payload)).toMatch(expected);
  });

  it('keeps what is good of a message and says the place of what is not', () => {
    const good = { ts: TS, registers: { '1-0:1.8.0': '1' } };
    const readings = [
      good,
      { ts: TS, registers: { '1-0:1.8.0': '5', '1-0:32.7.0': 'nan', energy: '1' } },
      { ts: 'yesterday', registers: { '1-0:1.8.0': '1' } },
      null,
    ];

    expect(decode('readings', { seq: 1, readings })).toMatchObject({
      readings: [good, { ts: TS, registers: { '1-0:1.8.0': '5' } }].map(({ registers }) => ({ ts: new Date(TS), registers })),
      refused: [
        { at: 'readings.1.registers.1-0:32.7.0' },
        { at: 'readings.1.registers.energy' },
        { at: 'readings.2.ts' },
        { at: 'readings.3.' },
      ],
    });
  });

  it('has one spelling for a register, and takes it once', () => {
    const registers = { '01-00:01.08.00*FF': '1', '1-0:1.8.0*255': '1', '1-0:1.8.0': '2', '1-0:1.8.0*001': '3', '1-0:2.8.256': '4' };

    expect(decode('readings', { seq: 1, ts: TS, registers })).toMatchObject({
      readings: [{ registers: { '1-0:1.8.0': '1', '1-0:1.8.0*1': '3' } }],
      refused: [{ at: 'registers.1-0:1.8.0' }, { at: 'registers.1-0:2.8.256' }],
    });
  });

  it('refuses more readings or registers than a message may hold', () => {
    const registers = Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`1-0:1.8.${index}`, '1']));
    expect(codeOf('readings', { seq: 1, ts: TS, registers })).toBe('telemetry.payload_invalid');
    const readings = Array.from({ length: 501 }, () => ({ ts: TS, registers: { '1-0:1.8.0': '1' } }));
    expect(codeOf('readings', { seq: 1, readings })).toBe('telemetry.payload_invalid');
  });

  it('answers any bytes with an uplink or a coded refusal', () => {
    fc.assert(
      fc.property(fc.constantFrom('readings', 'events', 'token-results', 'state'), fc.oneof(fc.json(), fc.string()), (leaf, payload) => {
        expect(codeOf(leaf, payload)).toMatch(/^(decoded|telemetry\.)/);
      }),
    );
  });

  it.each(['meters/123/readings', 'meters/07000000017/tokens', 'meters/07000000017/readings/x', 'x', ''])(
    'knows no meter on %s',
    (topic) => {
      expect(nativeDialect.meterOf(topic)).toBeUndefined();
      expect(() => decodeUplink(topic, Buffer.from('{}'))).toThrow(expect.objectContaining({ code: 'telemetry.topic_unknown' }));
    },
  );
});
