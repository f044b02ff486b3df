import type { MeterIdentity } from '../meters/meter.js';
import { decodeUplink, meterOf } from '../uplink/dialects.js';
import { UplinkRefused } from '../uplink/uplink-refused.js';
import type { MeterEventUplink, ReadingsUplink, StateUplink, TokenResultUplink, Uplink } from '../uplink/uplink.js';
import { type LateOrEarly, selectTimely } from './reading-time.js';
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

/** Says of each message where it goes: to Kafka, to the database, or aside with a reason. */
export function sortBatch(batch: readonly Taken[], meters: ReadonlyMap<string, MeterIdentity>): SortedBatch {
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
        const { timely, refused: code } = selectTimely(uplink.readings, taken.receivedAt);
        const understood = { taken, meter, uplink: { ...uplink, readings: timely } };
        if (code === undefined) readings.push(understood);
        else refused.push(outOfTime(understood, code));
        break;
      }
      case 'event':
        events.push({ taken, meter, uplink });
        break;
      case 'token-result':
      case 'state':
        direct.push({ taken, meter, uplink });
        break;
    }
  }
  return { readings, events, direct, refused };
}

function outOfTime(understood: Understood<ReadingsUplink>, code: LateOrEarly): Refused {
  const { taken, meter, uplink } = understood;
  const reason = new UplinkRefused(code, 'the time of a reading is out of bounds; the other readings were stored');
  const refused = refuse(taken, meter, reason);
  return uplink.readings.length === 0 ? refused : { ...refused, rest: understood };
}
