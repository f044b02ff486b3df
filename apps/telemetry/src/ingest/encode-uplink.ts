import { present } from '@openprepay/contracts/present';
import { MeterEventReported, ReadingsReported } from '@openprepay/contracts/telemetry';
import { encodeMessage, type OutgoingMessage } from '@openprepay/messaging/producer';
import type { MeterEventUplink, ReadingsUplink } from '../uplink/uplink.js';
import { eventIdOf } from './event-id.js';
import type { Understood } from './taken.js';

const envelope = ({ taken, meter }: Understood): { utility: string; id: string; time: Date } => ({
  utility: meter.utility,
  id: eventIdOf(taken.topic, taken.payload, taken.distinct),
  time: taken.receivedAt,
});

/** @throws a coded error where the contract has no room for what was understood */
export function encodeReadings(understood: Understood<ReadingsUplink>): OutgoingMessage {
  const { taken, meter, uplink } = understood;
  const { meterNumber, meterPan } = meter;
  return encodeMessage(
    ReadingsReported,
    {
      meterNumber,
      meterPan,
      seq: uplink.seq,
      receivedAt: taken.receivedAt,
      readings: uplink.readings.map(({ ts, registers }) => ({ ts, registers: { ...registers } })),
    },
    envelope(understood),
  );
}

/** @throws a coded error where the contract has no room for what was understood */
export function encodeMeterEvent(understood: Understood<MeterEventUplink>): OutgoingMessage {
  const { taken, meter, uplink } = understood;
  const { meterNumber, meterPan } = meter;
  const { seq, ts, event, detail } = uplink;
  return encodeMessage(
    MeterEventReported,
    present({ meterNumber, meterPan, seq, ts, receivedAt: taken.receivedAt, kind: event, detail }),
    envelope(understood),
  );
}
