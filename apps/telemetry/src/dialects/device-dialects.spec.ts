import { DIALECTS } from '@openprepay/contracts/http/telemetry-device-profiles';
import { registerValuePattern } from '@openprepay/contracts/quick-readings';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UplinkRefused } from '../uplink/uplink-refused.js';
import { decimalOf, registerText } from './decimal.js';
import { filtersOf, spelledPattern, topicsOf, topicsOfDevice } from './device-dialects.js';
import { hear, METER, profileOf } from '../../test/heard.js';
import { instantOf } from './local-time.js';

const PATTERNS = {
  native: 'acme/{meterNumber}/readings',
  thingsboard: 'v1/devices/{meterNumber}/telemetry',
  tasmota: 'tele/{meterNumber}/SENSOR',
  'shelly-gen2': '{meterNumber}/events/rpc',
  'sparkplug-b': 'spBv1.0/acme/+/{meterNumber}',
  'obis-json': 'dc/{meterNumber}',
} as const;

const keys = [
  'ENERGY',
  'Total',
  'Time',
  'params',
  'ts',
  'values',
  'obis',
  'meter',
  'em:0',
  '1-0:1.8.0',
  'POWER',
  'energy',
  '__proto__',
  'births',
];
const value = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.string(),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom('ON', '2026-11-26T10:00:00'),
);
const json = fc.letrec((tie) => ({
  any: fc.oneof({ depthSize: 'small' }, value, fc.array(tie('any')), fc.dictionary(fc.constantFrom(...keys), tie('any'))),
})).any;
const payload = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  json.map((said) => Buffer.from(JSON.stringify(said) ?? '')),
);

describe.each(DIALECTS)('%s', (dialect) => {
  const profile = profileOf(dialect, PATTERNS[dialect], { registers: { '1-0:1.8.0': { from: 'energy', factor: '0.001' } } });
  const spoken = topicsOfDevice(profile, METER).flatMap(({ action, topic }) => (action === 'publish' ? [topic.replace('+', 'em:0')] : []));

  it('reads or refuses whatever is said, and throws nothing else', () => {
    fc.assert(
      fc.property(fc.constantFrom(...spoken), payload, json, (topic, bytes, memory) => {
        try {
          for (const uplink of hear(profile, topic, bytes, memory).uplinks) {
            expect(uplink.meterNumber).toBe(METER);
            if (uplink.kind !== 'readings') continue;
            for (const { ts, registers } of uplink.readings) {
              expect(Number.isNaN(ts.getTime())).toBe(false);
              for (const text of Object.values(registers)) expect(text).toMatch(registerValuePattern);
            }
          }
        } catch (error) {
          expect(error).toBeInstanceOf(UplinkRefused);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('names the meter’s own number in every topic, and no topic of everybody', () => {
    for (const { topic } of topicsOfDevice(profile, METER)) expect(topic.split('/')).toContain(METER);
    for (const filter of filtersOf(profile)) expect(filter).not.toContain('{');
  });
});

describe('topicsOf', () => {
  it.each([
    ['tasmota', 'tele/+/SENSOR'],
    ['tasmota', 'tele/SENSOR'],
    ['tasmota', 'tele/{meterNumber}/{meterNumber}'],
    ['tasmota', 'tele/x{meterNumber}/SENSOR'],
    ['tasmota', '$SYS/{meterNumber}'],
    ['tasmota', 'tele/{meterNumber}/#'],
    ['tasmota', 'tele//{meterNumber}'],
    ['obis-json', '07000000025/{meterNumber}'],
    ['native', 'acme/{meterNumber}/telemetry'],
    ['sparkplug-b', 'spBv1.0/acme/{meterNumber}'],
    ['sparkplug-b', 'other/acme/+/{meterNumber}'],
    ['sparkplug-b', 'spBv1.0/acme/+/+/{meterNumber}'],
    ['sparkplug-b', 'spBv1.0/+/+/{meterNumber}'],
    ['obis-json', 'meters/{meterNumber}/tokens'],
    ['obis-json', 'a\u0001/{meterNumber}'],
    ['obis-json', 'a\ufffe/{meterNumber}'],
  ] as const)('of %s refuses %s', (dialect, topicPattern) => {
    expect(topicsOf({ dialect, topicPattern })).toBeUndefined();
  });

  it('reads the `me` of ThingsBoard as the place of the number', () => {
    expect(spelledPattern('v1/devices/me/telemetry')).toBe('v1/devices/{meterNumber}/telemetry');
  });

  it('of tasmota opens the sensor’s siblings and the device’s commands', () => {
    expect(topicsOfDevice(profileOf('tasmota', 'acme/{meterNumber}/tele/SENSOR'), METER).map(({ topic }) => topic)).toEqual([
      `acme/${METER}/tele/SENSOR`,
      `acme/${METER}/tele/STATE`,
      `acme/${METER}/tele/LWT`,
      `acme/${METER}/stat/RESULT`,
      `acme/${METER}/stat/POWER`,
      `acme/${METER}/cmnd/#`,
      `acme/${METER}/cmnd/POWER`,
      `acme/${METER}/cmnd/TelePeriod`,
    ]);
  });
});

describe('decimalOf', () => {
  it.each([
    [0.1 + 0.2, '0.3'],
    [1e-7, '0.0000001'],
    [1.5e9, '1500000000'],
    [-0.0000000005, '-0.000000001'],
    ['007.50', '7.5'],
    [1e21, undefined],
    ['1e400', undefined],
    [Number.NaN, undefined],
    [' 1', undefined],
    ['0x10', undefined],
  ])('of %s is written %s', (said, text) => {
    const decimal = decimalOf(said);
    expect(decimal && registerText(decimal)).toBe(text);
  });
});

describe('instantOf', () => {
  it.each([
    ['2026-07-01T12:00:00', 'Europe/Berlin', '2026-07-01T10:00:00.000Z'],
    ['2026-03-29T02:30:00', 'Europe/Berlin', '2026-03-29T00:30:00.000Z'],
    ['2026-10-25T02:30:00', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['2026-11-26T12:00:00+05:30', 'Europe/Berlin', '2026-11-26T06:30:00.000Z'],
    ['2026-11-26T12:00:00', 'Asia/Kathmandu', '2026-11-26T06:15:00.000Z'],
  ])('%s in %s is %s', (text, zone, instant) => {
    expect(instantOf(text, zone)?.toISOString()).toBe(instant);
  });
});
