import { describe, expect, it } from 'vitest';
import { hear, METER, profileOf, registersIn } from '../../test/heard.js';
import { type WrittenMetric, type WrittenPayload, writeSparkplug } from './sparkplug-payload.js';

const registers = {
  '1-0:1.8.0': { from: 'Energy/Import', factor: '0.001' },
  '1-0:16.7.0': { from: 'Power' },
  '0-0:96.3.10': { from: 'Relay' },
};
const profile = profileOf('sparkplug-b', 'spBv1.0/acme/+/{meterNumber}', { registers });
const T0 = 1795687200000;

const on = (type: string, device?: string): string => `spBv1.0/acme/${type}/${METER}${device === undefined ? '' : `/${device}`}`;
const payload = (metrics: readonly WrittenMetric[], more: Partial<WrittenPayload> = {}): Buffer =>
  Buffer.from(writeSparkplug({ timestamp: T0, seq: 0, metrics, ...more }));

const bdSeq = (value: bigint): WrittenMetric => ({ name: 'bdSeq', value });
const BIRTH = payload([
  bdSeq(3n),
  { name: 'Energy/Import', alias: 1, datatype: 8, value: 1_234_567n },
  { name: 'Power', alias: 2, datatype: 3, value: -412 },
  { name: 'Relay', alias: 3, value: true },
]);

describe('sparkplug-b', () => {
  it('takes a birth as presence, as readings in the registers’ units, and as where the relay stands', () => {
    const { uplinks } = hear(profile, on('NBIRTH'), BIRTH);

    expect(uplinks).toMatchObject([
      { kind: 'state', online: true },
      {
        kind: 'readings',
        readings: [{ ts: new Date(T0), registers: { '1-0:1.8.0': '1234.567', '1-0:16.7.0': '-412', '0-0:96.3.10': '1' } }],
      },
      { kind: 'event', event: 'relay-closed' },
    ]);
  });

  it('understands numbers that stand for names by the birth that told them, kept as JSON between', () => {
    const { memory } = hear(profile, on('NBIRTH'), BIRTH);
    const kept: unknown = JSON.parse(JSON.stringify(memory));
    const data = payload([
      { alias: 1, timestamp: T0 + 60_000, datatype: 8, value: 1_234_999n },
      { alias: 2, datatype: 3, value: -7 },
    ]);

    expect(hear(profile, on('NDATA'), data, kept).uplinks).toMatchObject([
      {
        readings: [
          { ts: new Date(T0 + 60_000), registers: { '1-0:1.8.0': '1234.999' } },
          { ts: new Date(T0), registers: { '1-0:16.7.0': '-7' } },
        ],
      },
    ]);
  });

  it('remembers no name that no database keeps', () => {
    const { memory } = hear(profile, on('NBIRTH'), payload([bdSeq(3n), { name: 'Power\0', alias: 2, datatype: 3, value: 1 }]));

    expect(JSON.stringify(memory)).not.toContain('u0000');
  });

  it('follows a device that was born again with other numbers', () => {
    const first = hear(profile, on('DBIRTH', 'm1'), payload([{ name: 'Power', alias: 9, value: 1.5 }])).memory;
    const again = hear(profile, on('DBIRTH', 'm1'), payload([{ name: 'Energy/Import', alias: 9, datatype: 8, value: 5n }]), first).memory;

    expect(registersIn(hear(profile, on('DDATA', 'm1'), payload([{ alias: 9, datatype: 8, value: 2000n }]), again).uplinks)).toEqual({
      '1-0:1.8.0': '2',
    });
  });

  it('forgets what its devices told when the node is born again', () => {
    const device = hear(profile, on('DBIRTH', 'm1'), payload([{ name: 'Power', alias: 9, value: 1.5 }])).memory;
    const node = hear(profile, on('NBIRTH'), BIRTH, device).memory;

    expect(() => hear(profile, on('DDATA', 'm1'), payload([{ alias: 9, value: 2.5 }]), node)).toThrow(
      expect.objectContaining({ code: 'telemetry.birth_missing' }),
    );
  });

  it('reads a 32-bit float as the decimal that was meant', () => {
    const data = payload([{ name: 'Power', datatype: 9, value: Math.fround(230.1) }]);

    expect(registersIn(hear(profile, on('NDATA'), data).uplinks)).toEqual({ '1-0:16.7.0': '230.1' });
  });

  it('takes a death as absence, but not that of a session which another has followed', () => {
    const { memory } = hear(profile, on('NBIRTH'), BIRTH);

    expect(hear(profile, on('NDEATH'), payload([bdSeq(3n)]), memory).uplinks).toEqual([
      { kind: 'state', meterNumber: METER, online: false },
    ]);
    expect(hear(profile, on('NDEATH'), payload([bdSeq(2n)]), memory).uplinks).toEqual([
      { kind: 'state', meterNumber: METER, online: true },
    ]);
  });

  it('reads a device below the edge node of a concentrator', () => {
    const below = profileOf('sparkplug-b', 'spBv1.0/acme/DDATA/west/{meterNumber}', { registers });
    const { uplinks } = hear(below, `spBv1.0/acme/DDATA/west/${METER}`, payload([{ name: 'Power', value: 12.25 }]));

    expect(registersIn(uplinks)).toEqual({ '1-0:16.7.0': '12.25' });
  });

  it.each([
    ['what is no protobuf', Buffer.from('{"metrics":[]}')],
    ['a payload that is cut', BIRTH.subarray(0, BIRTH.length - 3)],
    ['a length that points beyond its end', Buffer.from([0x12, 0xff, 0xff, 0xff, 0x0f, 1])],
  ])('refuses %s', (_what, bytes) => {
    expect(() => hear(profile, on('NDATA'), bytes)).toThrow(expect.objectContaining({ code: 'telemetry.payload_invalid' }));
  });
});
