import { describe, expect, it } from 'vitest';
import { monthsOf, newestPoints, sortPoints } from './point.js';

const event = (seq: number, ts: string, registers: Record<string, string>) => ({
  id: `${seq}`,
  type: 'telemetry.readings.reported' as const,
  source: 'telemetry',
  utility: 'demo',
  time: new Date(0),
  data: {
    meterNumber: '07000000017',
    meterPan: '600727070000000178',
    seq,
    receivedAt: new Date(0),
    readings: [{ ts: new Date(ts), registers }],
  },
});

describe('sortPoints', () => {
  it('lets a repetition fall away and keeps a contradiction apart', () => {
    const said = [
      event(1, '2026-11-22T10:00:00Z', { '1-0:1.8.0': '10', '1-0:16.7.0': '5' }),
      event(1, '2026-11-22T10:00:00Z', { '1-0:1.8.0': '10', '1-0:16.7.0': '5' }),
      event(2, '2026-11-22T10:00:00Z', { '1-0:1.8.0': '11' }),
    ];

    const { points, contradictions } = sortPoints(said);

    expect(points.map(({ register, value }) => [register, value])).toEqual([
      ['1-0:1.8.0', '10'],
      ['1-0:16.7.0', '5'],
    ]);
    expect(contradictions.map(({ seq, value }) => [seq, value])).toEqual([[2, '11']]);
  });
});

describe('sortPoints and newestPoints', () => {
  it('tell meters, registers and times apart', () => {
    const of = (meterNumber: string, one: ReturnType<typeof event>) => ({ ...one, data: { ...one.data, meterNumber } });
    const said = ['07000000017', '07000000025'].flatMap((meterNumber) => [
      of(meterNumber, event(1, '2026-11-22T10:00:00Z', { '1-0:1.8.0': '10', '1-0:16.7.0': '5' })),
      of(meterNumber, event(2, '2026-11-22T11:00:00Z', { '1-0:1.8.0': '11' })),
    ]);

    const { points, contradictions } = sortPoints(said);

    expect([points.length, contradictions]).toEqual([6, []]);
    expect(newestPoints(points).map(({ meterNumber, register, value }) => [meterNumber, register, value])).toEqual([
      ['07000000017', '1-0:1.8.0', '11'],
      ['07000000017', '1-0:16.7.0', '5'],
      ['07000000025', '1-0:1.8.0', '11'],
      ['07000000025', '1-0:16.7.0', '5'],
    ]);
  });
});

describe('newestPoints', () => {
  it('gives the newest of each register, whatever order they came in', () => {
    const { points } = sortPoints([
      event(2, '2026-11-22T11:00:00Z', { '1-0:1.8.0': '11' }),
      event(1, '2026-11-22T10:00:00Z', { '1-0:1.8.0': '10' }),
    ]);
    expect(newestPoints(points).map(({ value }) => value)).toEqual(['11']);
  });
});

describe('monthsOf', () => {
  it('names the months in UTC', () => {
    const { points } = sortPoints([
      event(1, '2026-11-30T23:59:59Z', { '1-0:1.8.0': '1' }),
      event(2, '2026-12-01T00:00:00Z', { '1-0:1.8.0': '2' }),
    ]);
    expect([...monthsOf(points)]).toEqual(['2026-11-01', '2026-12-01']);
  });
});
