import { describe, expect, it } from 'vitest';
import { hear, METER, NOW, profileOf, registersIn } from '../../test/heard.js';

const profile = profileOf('obis-json', 'dc/west/{meterNumber}/obis');
const TOPIC = `dc/west/${METER}/obis`;

describe('obis-json', () => {
  it('reads every register by its code in any spelling, numbers and texts alike', () => {
    const said = { meter: METER, ts: '2026-11-26T10:00:00Z', obis: { '1-0:1.8.0*255': 1234.567, '01-00:16.07.00': '412' } };

    expect(hear(profile, TOPIC, said).uplinks).toMatchObject([
      {
        kind: 'readings',
        readings: [{ ts: new Date('2026-11-26T10:00:00Z'), registers: { '1-0:1.8.0': '1234.567', '1-0:16.7.0': '412' } }],
      },
    ]);
  });

  it('takes the disconnector’s state as where the relay stands', () => {
    expect(hear(profile, TOPIC, { ts: 1795687200, obis: { '0-0:96.3.10': 0 } }).uplinks[1]).toMatchObject({
      kind: 'event',
      event: 'relay-opened',
      ts: new Date(1795687200000),
    });
  });

  it('applies a factor of the profile to the register that it names', () => {
    const inWh = profileOf('obis-json', 'dc/west/{meterNumber}/obis', {
      registers: { '1-0:1.8.0': { from: '1-0:1.8.0', factor: '0.001' } },
    });

    expect(registersIn(hear(inWh, TOPIC, { obis: { '1-0:1.8.0': 1500 } }).uplinks)).toEqual({ '1-0:1.8.0': '1.5' });
  });

  it('keeps the good registers of a message and says which were not', () => {
    expect(hear(profile, TOPIC, { obis: { '1-0:1.8.0': 5, total: 6, '1-0:2.8.0': 'x' } }).uplinks).toMatchObject([
      { readings: [{ ts: NOW, registers: { '1-0:1.8.0': '5' } }], refused: [{ at: 'total' }, { at: '1-0:2.8.0' }] },
    ]);
  });

  it.each([
    ['another meter’s number', { meter: '07000000025', obis: { '1-0:1.8.0': 1 } }, 'telemetry.meter_number_mismatch'],
    ['no registers', { meter: METER }, 'telemetry.payload_invalid'],
    ['a time that is none', { ts: 'yesterday', obis: { '1-0:1.8.0': 1 } }, 'telemetry.payload_invalid'],
    ['nothing but what is no register', { obis: { total: 1 } }, 'telemetry.payload_invalid'],
  ])('refuses %s', (_what, payload, code) => {
    expect(() => hear(profile, TOPIC, payload)).toThrow(expect.objectContaining({ code }));
  });
});
