import { describe, expect, it } from 'vitest';
import { hear, METER, NOW, profileOf, registersIn } from '../../test/heard.js';

const profile = profileOf('shelly-gen2', '{meterNumber}/events/rpc');
const RPC = `${METER}/events/rpc`;
const notify = (params: object): object => ({ src: 'shellyproem-test', dst: `${METER}/events`, method: 'NotifyStatus', params });

describe('shelly-gen2', () => {
  it('reads totals in Wh as kWh, at the second that the device tells', () => {
    const { uplinks } = hear(profile, RPC, notify({ ts: 1795687200.5, 'emdata:0': { id: 0, total_act: 1234567.89, total_act_ret: 12.5 } }));

    expect(uplinks).toMatchObject([
      {
        kind: 'readings',
        readings: [{ ts: new Date(1795687200500), registers: { '1-0:1.8.0': '1234.56789', '1-0:2.8.0': '0.0125' } }],
      },
    ]);
  });

  it('says nothing of what a partial notification does not name', () => {
    expect(registersIn(hear(profile, RPC, notify({ ts: 1795687200, 'em:0': { b_voltage: 231.2 } })).uplinks)).toEqual({
      '1-0:52.7.0': '231.2',
    });
  });

  it('reads a switch that measures, and where it stands', () => {
    const { uplinks } = hear(profile, RPC, notify({ ts: 1795687200, 'switch:0': { output: false, apower: 0, aenergy: { total: 500 } } }));

    expect(registersIn(uplinks)).toEqual({ '1-0:1.8.0': '0.5', '1-0:16.7.0': '0', '0-0:96.3.10': '0' });
    expect(uplinks[1]).toMatchObject({ kind: 'event', event: 'relay-opened' });
  });

  it('reads the status of one component, and by our clock', () => {
    const { uplinks } = hear(profile, `${METER}/status/em1data:0`, { id: 0, total_act_energy: 1000, total_act_ret_energy: 0 });

    expect(uplinks).toMatchObject([{ readings: [{ ts: NOW, registers: { '1-0:1.8.0': '1', '1-0:2.8.0': '0' } }] }]);
  });

  it('takes our time where the device’s clock was never set', () => {
    expect(hear(profile, RPC, notify({ ts: 12.5, 'em1:0': { voltage: 230 } })).uplinks).toMatchObject([{ readings: [{ ts: NOW }] }]);
  });

  it('passes a counter on that began anew after a reset, as it stands', () => {
    expect(registersIn(hear(profile, RPC, notify({ ts: 1795687200, 'emdata:0': { total_act: 0 } })).uplinks)).toEqual({ '1-0:1.8.0': '0' });
  });

  it('takes a message that measures nothing as a sign that the device is there', () => {
    expect(hear(profile, RPC, { method: 'NotifyEvent', params: { ts: 1795687200, events: [{ event: 'ota_begin' }] } }).uplinks).toEqual([
      { kind: 'state', meterNumber: METER, online: true },
    ]);
    expect(hear(profile, `${METER}/online`, 'false').uplinks).toEqual([{ kind: 'state', meterNumber: METER, online: false }]);
  });

  it.each([
    ['no JSON', RPC, '{', 'telemetry.payload_not_json'],
    ['what is no notification', RPC, '7', 'telemetry.payload_invalid'],
    ['an energy that is no number', RPC, notify({ 'emdata:0': { total_act: 'x' } }), 'telemetry.payload_invalid'],
    ['a presence that is none', `${METER}/online`, 'maybe', 'telemetry.payload_invalid'],
  ])('refuses %s', (_what, topic, payload, code) => {
    expect(() => hear(profile, topic, payload)).toThrow(expect.objectContaining({ code }));
  });
});
