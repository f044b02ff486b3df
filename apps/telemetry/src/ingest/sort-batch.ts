import { isCoded } from '@openprepay/contracts/coded';
import type { MeterIdentity } from '../meters/meter.repository.js';
import { NO_UTILITY, type SetAside } from '../quarantine/quarantine.repository.js';
import { type QuarantineCode, UplinkRefused } from '../telemetry-error.js';
import { decodeUplink, meterOf } from './dialects.js';
import { selectTimely } from './reading-time.js';
import type { MeterEventUplink, ReadingsUplink, StateUplink, TokenResultUplink, Uplink } from './uplink.js';

/** A message as it was taken from the broker. */
export interface Taken {
  readonly topic: string;
  readonly payload: Buffer;
  readonly receivedAt: Date;
  readonly acknowledge: () => void;
}

export interface Understood<Kind extends Uplink = Uplink> {
  readonly taken: Taken;
  readonly meter: MeterIdentity;
  readonly uplink: Kind;
}

/** A message and why it is set aside; `rest` is what of it goes on all the same. */
export interface Refused {
  readonly taken: Taken;
  readonly row: SetAside;
  readonly rest?: Understood<ReadingsUplink>;
}

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
    const uplink = understand(taken, meter);
    if (uplink instanceof UplinkRefused || meter === undefined) {
      const refusal = uplink instanceof UplinkRefused ? uplink : new UplinkRefused('telemetry.meter_not_registered', 'no such meter');
      refused.push({ taken, row: setAside(taken, meter, refusal) });
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

function understand({ topic, payload }: Taken, meter: MeterIdentity | undefined): Uplink | UplinkRefused {
  try {
    const uplink = decodeUplink(topic, payload);
    return meter === undefined
      ? new UplinkRefused('telemetry.meter_not_registered', 'no utility has given this meter credentials')
      : uplink;
  } catch (error) {
    // Whatever a payload does to a decoder, it must not come back for ever.
    return refusalOf(error);
  }
}

function outOfTime(understood: Understood<ReadingsUplink>, code: QuarantineCode): Refused {
  const { taken, meter, uplink } = understood;
  const row = setAside(taken, meter, new UplinkRefused(code, 'the time of a reading is out of bounds; the other readings were stored'));
  return uplink.readings.length === 0 ? { taken, row } : { taken, row, rest: understood };
}

export const setAside = ({ topic, payload, receivedAt }: Taken, meter: MeterIdentity | undefined, refusal: UplinkRefused): SetAside => {
  const meterNumber = meterOf(topic);
  return {
    utility: meter?.utility ?? NO_UTILITY,
    ...(meterNumber === undefined ? {} : { meterNumber }),
    topic,
    payload,
    code: refusal.quarantineCode,
    reason: refusal.message,
    receivedAt,
  };
};

/** What a failed message is set aside for: its own coded reason, or that it could not be handled. */
export const refusalOf = (error: unknown): UplinkRefused => {
  if (error instanceof UplinkRefused) return error;
  return new UplinkRefused(
    'telemetry.handling_failed',
    isCoded(error) ? `${error.code}: ${error.message}` : 'handling it failed again and again',
  );
};
