import type { MeterIdentity } from '../meters/meter.js';
import { decodeOfDevice } from '../dialects/device-dialects.js';
import type { DeviceProfile } from '../uplink/device-profile.js';
import { decodeUplink, meterOf } from '../uplink/dialects.js';
import { reasonOf } from '../uplink/refused-part.js';
import { UplinkRefused } from '../uplink/uplink-refused.js';
import type { CommandResultUplink, MeterEventUplink, ReadingsUplink, StateUplink, TokenResultUplink } from '../uplink/uplink.js';
import { selectTimely, untimely } from './meter-time.js';
import { partsOf } from './parts.js';
import { refuse } from './refusal.js';
import type { Refused, Taken, Understood } from './taken.js';

export interface SortedBatch {
  readonly readings: readonly Understood<ReadingsUplink>[];
  readonly events: readonly Understood<MeterEventUplink>[];
  /** Written to the database by the service itself, in their order. */
  readonly direct: readonly Understood<StateUplink | TokenResultUplink | CommandResultUplink>[];
  readonly refused: readonly Refused[];
}

/** The meters that the topics of a batch name. */
export const metersOf = (batch: readonly Taken[]): ReadonlySet<string> => new Set(batch.flatMap(({ topic }) => meterOf(topic) ?? []));

export interface Sorting {
  readonly memories: Memories;
  /** Points are kept no longer: an older one would be gone before it was summed up. */
  readonly maxReadingAgeMs?: number;
}

/** What dialects know of the meters of a batch, by their number; it changes as their messages are decoded. */
export type Memories = Map<string, unknown>;

type Draft = { readonly [Kind in keyof SortedBatch]: SortedBatch[Kind][number][] } & {
  readonly maxReadingAgeMs: number | undefined;
};

/** Says of each message where it goes: to Kafka, to the database, or aside with a reason. */
export function sortBatch(
  batch: readonly Taken[],
  meters: ReadonlyMap<string, MeterIdentity>,
  { memories, maxReadingAgeMs }: Sorting,
): SortedBatch {
  const sorted: Draft = { maxReadingAgeMs, readings: [], events: [], direct: [], refused: [] };
  for (const taken of batch) {
    const meter = meters.get(meterOf(taken.topic) ?? '');
    try {
      if (meter?.profile !== undefined) sortOfDevice(sorted, { taken, meter, profile: meter.profile }, memories);
      else sortNative(sorted, taken, meter);
    } catch (error) {
      // Whatever a payload does to a decoder, it must not come back for ever.
      sorted.refused.push(refuse(taken, meter, error));
    }
  }
  return sorted;
}

function sortNative(sorted: Draft, taken: Taken, meter: MeterIdentity | undefined): void {
  const uplink = decodeUplink(taken.topic, taken.payload);
  if (meter === undefined) throw new UplinkRefused('telemetry.meter_not_registered', 'no utility has given this meter credentials');
  sortUplink(sorted, { taken, meter, uplink });
}

interface OfDevice {
  readonly taken: Taken;
  readonly meter: MeterIdentity;
  readonly profile: DeviceProfile;
}

function sortOfDevice(sorted: Draft, { taken, meter, profile }: OfDevice, memories: Memories): void {
  const { meterNumber } = meter;
  const { uplinks, memory } = decodeOfDevice({ ...taken, meterNumber, profile, memory: memories.get(meterNumber) });
  if (memory !== undefined) memories.set(meterNumber, memory);
  for (const part of partsOf(taken, uplinks)) sortUplink(sorted, { ...part, meter });
}

function sortUplink(sorted: Draft, { taken, meter, uplink }: Understood): void {
  switch (uplink.kind) {
    case 'readings': {
      const understood = { taken, meter, uplink };
      const inPart = refusedInPart(understood, sorted.maxReadingAgeMs);
      if (inPart === undefined) sorted.readings.push(understood);
      else sorted.refused.push(inPart);
      return;
    }
    case 'event': {
      const why = untimely(uplink.ts, taken.receivedAt);
      if (why === undefined) sorted.events.push({ taken, meter, uplink });
      else
        sorted.refused.push(
          refuse(taken, meter, new UplinkRefused(`telemetry.event_${why}`, 'ts: the time of the event is out of bounds')),
        );
      return;
    }
    case 'token-result':
    case 'command-result':
    case 'state':
      sorted.direct.push({ taken, meter, uplink });
  }
}

/** A message of which something is set aside; what is good of it goes on. Undefined where all of it is good. */
function refusedInPart({ taken, meter, uplink }: Understood<ReadingsUplink>, maxReadingAgeMs: number | undefined): Refused | undefined {
  const { timely, refused: outOfTime } = selectTimely(uplink.readings, taken.receivedAt, maxReadingAgeMs);
  const parts = [...uplink.refused, ...outOfTime];
  if (parts.length === 0) return undefined;
  const code = uplink.refused.length > 0 ? 'telemetry.payload_invalid' : (`telemetry.reading_${outOfTime[0]!.untimely}` as const);
  const left = timely.length === 0 ? '' : ' (the other readings were stored)';
  const refused = refuse(taken, meter, new UplinkRefused(code, reasonOf(parts) + left));
  return timely.length === 0 ? refused : { ...refused, rest: { taken, meter, uplink: { ...uplink, readings: timely } } };
}
