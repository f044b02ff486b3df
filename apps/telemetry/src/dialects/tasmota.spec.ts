import { describe, expect, it } from 'vitest';
import { hear, METER, NOW, profileOf, registersIn } from '../../test/heard.js';

const profile = profileOf('tasmota', 'tele/{meterNumber}/SENSOR');
const SENSOR = `tele/${METER}/SENSOR`;

/** As a single-phase socket writes it; the clock shows local time. */
const single = {
  Time: '2026-11-26T13:00:00',
  ENERGY: {
    TotalStartTime: '2026-01-04T08:11:02',
    Total: 1234.567,
    Yesterday: 3.21,
    Today: 1.05,
    Power: 412,
    ApparentPower: 430,
    Factor: 0.96,
    Voltage: 229.4,
    Current: 1.872,
  },
};

describe('tasmota', () => {
  it('reads energy in kWh and the gauges, at the local time that the device wrote', () => {
    const { uplinks } = hear(profile, SENSOR, single);

    expect(uplinks).toEqual([
      {
        kind: 'readings',
        meterNumber: METER,
        seq: 0,
        refused: [],
        readings: [
          {
            ts: new Date('2026-11-26T10:00:00Z'),
            registers: { '1-0:1.8.0': '1234.567', '1-0:16.7.0': '412', '1-0:32.7.0': '229.4', '1-0:31.7.0': '1.872' },
          },
        ],
      },
    ]);
  });

  it('adds up a total that is written by phase or by rate, and keeps what each phase shows', () => {
    const three = { Time: '2026-11-26T13:00:00', ENERGY: { Total: [10.1, 20.2, 0.3], Power: [100, 200, 5], Voltage: [230, 231, 229.5] } };

    expect(registersIn(hear(profile, SENSOR, three).uplinks)).toMatchObject({
      '1-0:1.8.0': '30.6',
      '1-0:16.7.0': '305',
      '1-0:76.7.0': '5',
      '1-0:72.7.0': '229.5',
    });
  });

  it('passes a counter on that began anew, as it stands', () => {
    const reset = { ...single, ENERGY: { ...single.ENERGY, TotalStartTime: '2026-11-26T12:59:00', Total: 0.002 } };

    expect(registersIn(hear(profile, SENSOR, reset).uplinks)).toMatchObject({ '1-0:1.8.0': '0.002' });
  });

  it('reads the two rates of a tariff beside their sum', () => {
    const rates = { Time: '2026-11-26T13:00:00+03:00', ENERGY: { Total: 30, TotalTariff: [10, 20] } };

    expect(registersIn(hear(profile, SENSOR, rates).uplinks)).toEqual({ '1-0:1.8.0': '30', '1-0:1.8.1': '10', '1-0:1.8.2': '20' });
  });

  it.each([
    [`tele/${METER}/LWT`, 'Offline', [{ kind: 'state', meterNumber: METER, online: false }]],
    [`tele/${METER}/LWT`, 'Online', [{ kind: 'state', meterNumber: METER, online: true }]],
  ])('tells by %s %s whether the device is there', (topic, payload, uplinks) => {
    expect(hear(profile, topic, payload).uplinks).toEqual(uplinks);
  });

  it('tells where the relay stands, by its state and by its answer', () => {
    const state = hear(profile, `tele/${METER}/STATE`, { Time: '2026-11-26T13:00:00', Uptime: '0T01:00:00', POWER: 'OFF' });
    const answer = hear(profile, `stat/${METER}/POWER`, 'ON');

    expect(state.uplinks[1]).toMatchObject({ kind: 'event', event: 'relay-opened', ts: new Date('2026-11-26T10:00:00Z') });
    expect(answer.uplinks[1]).toMatchObject({ kind: 'event', event: 'relay-closed', ts: NOW });
  });

  it('takes the profile’s name and factor for a register in the place of its own', () => {
    const inWh = profileOf('tasmota', 'tele/{meterNumber}/SENSOR', {
      registers: { '1-0:1.8.0': { from: 'SML.total', factor: '0.001' } },
      credit: { from: 'SML.credit' },
    });

    expect(registersIn(hear(inWh, SENSOR, { SML: { total: 1234567, credit: '12.5' } }).uplinks)).toEqual({
      '1-0:1.8.0': '1234.567',
      '0-0:19.10.0': '12.5',
    });
  });

  it.each([
    ['no JSON', 'NaN{', 'telemetry.payload_not_json'],
    ['a total that is no number', { ENERGY: { Total: 'a lot' } }, 'telemetry.payload_invalid'],
    ['a list with something else in it', { ENERGY: { Total: [1, null] } }, 'telemetry.payload_invalid'],
    ['a time that is none', { Time: '2026-02-31T00:00:00', ENERGY: { Total: 1 } }, 'telemetry.payload_invalid'],
  ])('refuses %s', (_what, payload, code) => {
    expect(() => hear(profile, SENSOR, payload)).toThrow(expect.objectContaining({ code }));
  });

  it('refuses a topic that is another’s, or none of a device’s', () => {
    for (const topic of ['tele/07000000025/SENSOR', `tele/${METER}/INFO`, `cmnd/${METER}/POWER`])
      expect(() => hear(profile, topic, single)).toThrow(expect.objectContaining({ code: 'telemetry.topic_not_allowed' }));
  });
});
