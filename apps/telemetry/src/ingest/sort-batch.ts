import type { MeterIdentity } from '../meters/meter.js';
import { decodeUplink, meterOf } from '../uplink/dialects.js';
import { reasonOf } from '../uplink/refused-part.js';
import { UplinkRefused } from '../uplink/uplink-refused.js';
import type { MeterEventUplink, ReadingsUplink, StateUplink, TokenResultUplink, Uplink } from '../uplink/uplink.js';
import { selectTimely, untimely } from './meter-time.js';
import { refuse } from './refusal.js';
import type { Refused, Taken, Understood } from './taken.js';

export interface SortedBatch {
  readonly readings: readonly Understood<ReadingsUplink>[];
  readonly events: readonly Understood<MeterEventUplink>[];
  /** Written to the database by the service itself, in their order. */
  readonly direct: readonly Understood<StateUplink | TokenResultUplink>[];
  readonly refused: readonly Refused[];
}

/** The meters that the topics of a batch name. */
export const metersOf = (batch: readonly Taken[]): ReadonlySet<string> => new Set(batch.flatMap(({ topic }) => meterOf(topic) ?? []));

/**
 * Says of each message where it goes: to Kafka, to the database, or aside with a reason.
 *
 * @param maxReadingAgeMs points are kept no longer: an older one would be gone before it was summed up
 */
export function sortBatch(batch: readonly Taken[], meters: ReadonlyMap<string, MeterIdentity>, maxReadingAgeMs?: number): SortedBatch {
  const readings: Understood<ReadingsUplink>[] = [];
  const events: Understood<MeterEventUplink>[] = [];
  const direct: Understood<StateUplink | TokenResultUplink>[] = [];
  const refused: Refused[] = [];
  for (const taken of batch) {
    const meter = meters.get(meterOf(taken.topic) ?? '');
    let uplink: Uplink;
    try {
      uplink = decodeUplink(taken.topic, taken.payload);
    } catch (error) {
      // Whatever a payload does to a decoder, it must not come back for ever.
      refused.push(refuse(taken, meter, error));
      continue;
    }
    if (meter === undefined) {
      refused.push(
        refuse(taken, meter, new UplinkRefused('telemetry.meter_not_registered', 'no utility has given this meter credentials')),
      );
      continue;
    }
    switch (uplink.kind) {
      case 'readings': {
        const understood = { taken, meter, uplink };
        const inPart = refusedInPart(understood, maxReadingAgeMs);
        if (inPart === undefined) readings.push(understood);
        else refused.push(inPart);
        break;
      }
      case 'event': {
        const why = untimely(uplink.ts, taken.receivedAt);
        if (why === undefined) events.push({ taken, meter, uplink });
        else refused.push(refuse(taken, meter, new UplinkRefused(`telemetry.event_${why}`, 'ts: the time of the event is out of bounds')));
        break;
      }
      case 'token-result':
      case 'state':
        direct.push({ taken, meter, uplink });
        break;
    }
  }
  return { readings, events, direct, refused };
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
