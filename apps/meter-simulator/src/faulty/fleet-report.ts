import type { DialectName } from '@openprepay/contracts/http/telemetry-device-profiles';
import { kwhText } from './device-voice.js';
import type { Fault, MeterPlan } from './fault.js';

export interface SpokenMeter {
  readonly meterNumber: string;
  readonly fault: Fault | undefined;
  readonly plan: MeterPlan;
}

/** What the platform should know of one meter. */
export interface MeterReport {
  readonly meterNumber: string;
  readonly fault?: Fault;
  /** Different times at which it measured. */
  readonly points: number;
  /** The value of its energy register at the latest of them, in kWh. */
  readonly energy: string;
  /** Kinds of what is wrong with its readings. */
  readonly exceptions: readonly string[];
  readonly alarms: readonly string[];
  /** False of one whose line broke. */
  readonly connected: boolean;
}

export interface FleetReport {
  readonly dialect: DialectName;
  readonly messages: number;
  readonly points: number;
  readonly exceptions: Readonly<Record<string, number>>;
  readonly alarms: Readonly<Record<string, number>>;
  readonly silent: number;
  readonly meters: readonly MeterReport[];
}

interface Spoken {
  readonly spoken: readonly SpokenMeter[];
  readonly messages: number;
}

export function reportOf(dialect: DialectName, { spoken, messages }: Spoken): FleetReport {
  const meters = spoken.map(meterReport);
  return {
    dialect,
    messages,
    points: meters.reduce((sum, { points }) => sum + points, 0),
    exceptions: counted(meters.flatMap(({ exceptions }) => exceptions)),
    alarms: counted(meters.flatMap(({ alarms }) => alarms)),
    silent: meters.filter(({ connected }) => !connected).length,
    meters,
  };
}

function meterReport({ meterNumber, fault, plan: { readings, late, exceptions, alarms, breaks } }: SpokenMeter): MeterReport {
  // Of two values for one time the first is kept.
  const byTime = new Map(
    [...readings, ...(late === undefined ? [] : [late])].toReversed().map((reading) => [reading.at.getTime(), reading]),
  );
  const latest = byTime.get(Math.max(...byTime.keys()))!;
  return {
    meterNumber,
    ...(fault === undefined ? {} : { fault }),
    points: byTime.size,
    energy: kwhText(latest.energyMilli),
    exceptions,
    alarms,
    connected: !breaks,
  };
}

function counted(kinds: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
