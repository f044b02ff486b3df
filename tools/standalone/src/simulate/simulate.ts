import { readFile } from 'node:fs/promises';
import { voices } from '@openprepay/meter-simulator/device-voice';
import { FaultyFleet, type FleetProgress } from '@openprepay/meter-simulator/faulty-fleet';
import type { FleetReport } from '@openprepay/meter-simulator/fleet-report';
import { makeMeterNumber } from '@openprepay/sts';
import { DEMO_MANUFACTURER, demoKeyData } from '../demo-fleet.js';
import { ensured, signIn, type SignedIn } from '../gateway.client.js';
import type { Progress } from '../progress.js';
import type { SimulateOptions } from './simulate-options.js';

const METERS_AT_ONCE = 8;
/** A line of progress each so many meters at least, and twenty in all. */
const LEAST_STEP = 10;
const STEPS = 20;

interface Registered {
  readonly meterNumber: string;
  readonly password: string;
}

/** A fleet that has spoken. */
export interface Simulated {
  readonly report: FleetReport;
  /** Lets the meters whose lines are whole leave. */
  readonly stop: () => Promise<void>;
}

/**
 * Registers meters with a platform that runs, and lets them say what such meters say, with the faults asked for.
 *
 * @throws {ApiError} with the platform's own code where it refuses; RangeError of faults that devices of the dialect cannot have
 */
export async function simulate(options: SimulateOptions & { readonly password: string }, progress: Progress): Promise<Simulated> {
  const { url, username, password, dialect, faults, mqttUrl, caFile, atOnce, meters: count } = options;
  const admin = await signIn(url, { username, password });
  const profile = await makeProfile(admin, options);
  const meters = await progress.step(`registering ${count} meters that speak ${dialect}`, () => register(admin, options, profile));
  const ca = caFile === undefined ? undefined : await readFile(caFile, 'utf8');
  const step = Math.max(LEAST_STEP, Math.floor(count / STEPS));
  const fleet = new FaultyFleet({
    ...{ url: mqttUrl, ca, dialect, faults, meters, atOnce, now: new Date() },
    onProgress: ({ metersDone, messages }: FleetProgress) => {
      if (metersDone % step === 0 || metersDone === count)
        progress.say(`${metersDone} of ${count} meters have spoken, ${messages} messages`);
    },
  });
  const report = await fleet.run();
  return { report, stop: () => fleet.stop() };
}

/** @returns its code; undefined of devices that speak as the platform does */
async function makeProfile({ telemetry }: SignedIn, { dialect }: SimulateOptions): Promise<string | undefined> {
  const { profile } = voices[dialect];
  if (profile === undefined) return undefined;
  const code = `simulated-${dialect}`;
  await ensured(telemetry.createDeviceProfile({ body: { code, dialect, timeZone: 'UTC', ...profile } }));
  return code;
}

async function register(
  admin: SignedIn,
  { meters, firstSerial }: SimulateOptions,
  profile: string | undefined,
): Promise<readonly Registered[]> {
  const made: Registered[] = [];
  for (let index = 0; index < meters; index += METERS_AT_ONCE) {
    const group = Array.from({ length: Math.min(METERS_AT_ONCE, meters - index) }, (_, offset) => firstSerial + index + offset);
    made.push(...(await Promise.all(group.map((serial) => registerOne(admin, serial, profile)))));
  }
  return made;
}

async function registerOne({ vending, telemetry }: SignedIn, serial: number, profile: string | undefined): Promise<Registered> {
  const meterNumber = makeMeterNumber(DEMO_MANUFACTURER, String(serial).padStart(8, '0'));
  await ensured(vending.createMeter({ body: { meterNumber, ...demoKeyData, commodity: 'electricity' } }));
  const { body } = await telemetry.issueCredentials({ params: { meterNumber }, body: { deviceProfile: profile ?? null } });
  return { meterNumber, password: 'password' in body ? body.password : '' };
}
