import type { DialectName } from '@openprepay/contracts/http/telemetry-device-profiles';
import { type Fault, FAULTS } from '@openprepay/meter-simulator/fault';
import type { FleetReport, MeterReport } from '@openprepay/meter-simulator/fleet-report';
import { Progress } from '@openprepay/standalone/progress';
import type { SignedIn } from '@openprepay/standalone/gateway-client';
import { simulate } from '@openprepay/standalone/simulate';
import { eventually } from '@openprepay/testing/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, Platform } from './platform.js';

const DAY_MS = 86_400_000;
const PATIENCE = { timeoutMs: 90_000, everyMs: 2_000 };
const ENERGY = '1-0:1.8.0';
/** One that says something late is waited for over a minute: the platform’s own kind alone has it. */
const OF_READINGS: readonly Fault[] = [
  'reset',
  'rollover',
  'jump',
  'backwards',
  'duplicate',
  'gap',
  'clock-skew',
  'flat',
  'negative-power',
];

let platform: Platform;
let admin: SignedIn;
let firstSerial = 40_000_000;

beforeAll(async () => {
  platform = await Platform.start({ meters: 1, simulate: false, env: { READINGS_SETTLE_SECONDS: '1' } });
  admin = await platform.as('admin');
});
afterAll(() => platform.stop());

async function fleetOf(
  dialect: DialectName,
  faults: readonly Fault[],
): Promise<{ readonly report: FleetReport; readonly stop: () => Promise<void> }> {
  const meters = faults.length + 1;
  firstSerial += 100;
  const progress = new Progress(
    () => undefined,
    () => performance.now(),
  );
  const at = { url: platform.url, mqttUrl: platform.mqttUrl, username: 'admin', password: PASSWORD, dataDir: platform.dataDir };
  return simulate({ ...at, meters, dialect, faults, atOnce: 20, firstSerial }, progress);
}

/** The same of a meter as the report says, by the API. */
async function knownOf(
  { telemetry }: SignedIn,
  { meterNumber }: MeterReport,
): Promise<Pick<MeterReport, 'points' | 'exceptions' | 'alarms'>> {
  const params = { meterNumber };
  const exceptions = (await telemetry.listExceptions({ query: { meterNumber, limit: 100 } })).body.items;
  const alarms = (await telemetry.listAlarms({ query: { meterNumber, limit: 100 } })).body.items;
  const now = Date.now();
  const range = { from: new Date(now - 9 * DAY_MS).toISOString(), to: new Date(now + DAY_MS).toISOString() };
  const readings = (await telemetry.listReadings({ params, query: { register: ENERGY, ...range, resolution: 'raw', limit: 500 } })).body
    .items;
  return {
    points: readings.filter(({ quality }) => quality !== 'estimated').length,
    exceptions: [...new Set(exceptions.map(({ kind }) => kind))].sort(),
    alarms: [...new Set(alarms.map(({ kind }) => kind))].filter((kind) => REPORTED_ALARMS.has(kind)).sort(),
  };
}

/** Rules of an installation may raise others. */
const REPORTED_ALARMS: ReadonlySet<string> = new Set([
  'tamper',
  'cover-open',
  'magnetic-field',
  'battery-low',
  'credit-low',
  'credit-zero',
  'consumption-without-credit',
  'over-power',
]);

describe('a simulated fleet with every fault that its devices can have', () => {
  it.each<[DialectName, readonly Fault[]]>([
    ['native', FAULTS],
    ['thingsboard', OF_READINGS],
    ['tasmota', OF_READINGS],
    ['shelly-gen2', OF_READINGS],
    ['sparkplug-b', OF_READINGS],
    ['obis-json', OF_READINGS],
  ])(
    'of %s is known to the platform as its report says',
    async (dialect, faults) => {
      const { report, stop } = await fleetOf(dialect, faults);
      expect(report.meters.map(({ fault }) => fault)).toEqual([...faults, undefined]);

      const said = report.meters.map(({ fault, points, exceptions, alarms }) => ({
        ...{ fault, points, exceptions },
        alarms: alarms.filter((kind) => REPORTED_ALARMS.has(kind)),
      }));
      await eventually(async () => {
        const known = await Promise.all(report.meters.map(async (meter) => ({ fault: meter.fault, ...(await knownOf(admin, meter)) })));
        expect(known).toEqual(said);
      }, PATIENCE);
      await stop();
    },
    240_000,
  );

  it('goes silent where its lines break, and nobody else does', async () => {
    const { report, stop } = await fleetOf('tasmota', ['storm']);

    for (const { meterNumber, connected } of report.meters)
      await eventually(async () => {
        const shadow = (await admin.telemetry.readMeter({ params: { meterNumber } })).body;
        expect(shadow.connected, meterNumber).toBe(connected);
      }, PATIENCE);
    await stop();
  });
});
