import { type DialectName, DIALECTS } from '@openprepay/contracts/http/telemetry-device-profiles';
import { canHave, FAULTS } from '@openprepay/meter-simulator/fault';
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

interface Fleet {
  readonly report: FleetReport;
  readonly stop: () => Promise<void>;
}

let platform: Platform;
let admin: SignedIn;
let fleets: ReadonlyMap<DialectName, Fleet>;

/** What is said late is waited for over a minute: all fleets wait together. */
beforeAll(async () => {
  platform = await Platform.start({ meters: 1, simulate: false, env: { READINGS_SETTLE_SECONDS: '1' } });
  admin = await platform.as('admin');
  fleets = new Map(await Promise.all(DIALECTS.map(async (dialect, index) => [dialect, await fleetOf(dialect, index)] as const)));
}, 300_000);
afterAll(async () => {
  await Promise.all([...(fleets?.values() ?? [])].map(({ stop }) => stop()));
  await platform.stop();
});

const faultsOf = (dialect: DialectName) => FAULTS.filter((fault) => canHave(dialect, fault));

async function fleetOf(dialect: DialectName, index: number): Promise<Fleet> {
  const faults = faultsOf(dialect);
  const progress = new Progress(
    () => undefined,
    () => performance.now(),
  );
  const at = { url: platform.url, mqttUrl: platform.mqttUrl, username: 'admin', password: PASSWORD, dataDir: platform.dataDir };
  const firstSerial = 40_000_000 + 100 * index;
  return simulate({ ...at, meters: faults.length + 1, dialect, faults, atOnce: 20, firstSerial }, progress);
}

type Known = Pick<MeterReport, 'points' | 'exceptions' | 'alarms' | 'connected'> & { readonly energyKwh: number };

/** The same of a meter as the report says, by the API. */
async function knownOf({ telemetry }: SignedIn, { meterNumber }: MeterReport): Promise<Known> {
  const params = { meterNumber };
  const exceptions = (await telemetry.listExceptions({ query: { meterNumber, limit: 100 } })).body.items;
  const alarms = (await telemetry.listAlarms({ query: { meterNumber, limit: 100 } })).body.items;
  const { connected } = (await telemetry.readMeter({ params })).body;
  const now = Date.now();
  const range = { from: new Date(now - 9 * DAY_MS).toISOString(), to: new Date(now + DAY_MS).toISOString() };
  const { items } = (await telemetry.listReadings({ params, query: { register: ENERGY, ...range, resolution: 'raw', limit: 500 } })).body;
  const measured = items.filter(({ quality }) => quality !== 'estimated');
  return {
    points: measured.length,
    energyKwh: Number(measured.at(-1)?.value),
    exceptions: [...new Set(exceptions.map(({ kind }) => kind))].sort(),
    alarms: [...new Set(alarms.map(({ kind }) => kind))].sort(),
    connected,
  };
}

describe('a simulated fleet with every fault that its devices can have', () => {
  it.each(DIALECTS)(
    'of %s is known to the platform as its report says',
    async (dialect) => {
      const { report } = fleets.get(dialect)!;
      expect(report.meters.map(({ fault }) => fault)).toEqual([...faultsOf(dialect), undefined]);

      const said = report.meters.map(({ fault, points, energy, exceptions, alarms, connected }) => ({
        ...{ fault, points, energyKwh: Number(energy), exceptions, connected },
        alarms: alarms.toSorted(),
      }));
      await eventually(async () => {
        const known = await Promise.all(report.meters.map(async (meter) => ({ fault: meter.fault, ...(await knownOf(admin, meter)) })));
        expect(known).toEqual(said);
      }, PATIENCE);
    },
    120_000,
  );
});
