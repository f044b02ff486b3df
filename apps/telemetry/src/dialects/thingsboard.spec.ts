import { describe, expect, it } from 'vitest';
import { hear, METER, NOW, profileOf, registersIn } from '../../test/heard.js';

const profile = profileOf('thingsboard', 'v1/devices/{meterNumber}/telemetry', {
  registers: { '1-0:1.8.0': { from: 'kwhTotal' }, '8-0:1.0.0': { from: 'litres', factor: '0.001' } },
});
const TOPIC = `v1/devices/${METER}/telemetry`;

describe('thingsboard', () => {
  it('reads keys by the names of the profile, at our time where there is none', () => {
    expect(hear(profile, TOPIC, { kwhTotal: 12.5, litres: 1500, humidity: 40 }).uplinks).toMatchObject([
      { kind: 'readings', readings: [{ ts: NOW, registers: { '1-0:1.8.0': '12.5', '8-0:1.0.0': '1.5' } }] },
    ]);
  });

  it('reads values with their time, one or many', () => {
    const said = [
      { ts: 1795687200000, values: { kwhTotal: 1 } },
      { ts: 1795687260000, values: { kwhTotal: '2' } },
    ];

    expect(hear(profile, TOPIC, said).uplinks).toMatchObject([
      {
        readings: [
          { ts: new Date(1795687200000), registers: { '1-0:1.8.0': '1' } },
          { ts: new Date(1795687260000), registers: { '1-0:1.8.0': '2' } },
        ],
      },
    ]);
  });

  it('knows what is named by its OBIS code without being told', () => {
    expect(registersIn(hear(profile, TOPIC, { '1-0:2.8.0': 7, power: 412.25 }).uplinks)).toEqual({
      '1-0:2.8.0': '7',
      '1-0:16.7.0': '412.25',
    });
  });

  it('learns from attributes what runs on the device, and where its relay stands', () => {
    expect(hear(profile, `v1/devices/${METER}/attributes`, { fw_version: '4.2', relay: 'closed' }).uplinks).toMatchObject([
      { kind: 'state', online: true, firmware: '4.2' },
      { kind: 'readings', readings: [{ registers: { '0-0:96.3.10': '1' } }] },
      { kind: 'event', event: 'relay-closed' },
    ]);
  });

  it.each([
    ['a list of nothing', [], 'telemetry.payload_invalid'],
    ['a number', 7, 'telemetry.payload_invalid'],
    ['a time beyond all calendars', { ts: 9e15, values: { kwhTotal: 1 } }, 'telemetry.payload_invalid'],
    ['a value that is no number', { kwhTotal: {}, power: 'NaN' }, 'telemetry.payload_invalid'],
  ])('refuses %s', (_what, payload, code) => {
    expect(() => hear(profile, TOPIC, payload)).toThrow(expect.objectContaining({ code }));
  });
});
