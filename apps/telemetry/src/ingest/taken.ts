import type { MeterIdentity } from '../meters/meter.js';
import type { SetAside } from '../quarantine/quarantined-message.js';
import type { ReadingsUplink, Uplink } from '../uplink/uplink.js';

/** A message as it was taken from the broker. */
export interface Taken {
  readonly topic: string;
  readonly payload: Buffer;
  readonly receivedAt: Date;
  /** To be called once the message is durable, or set aside. */
  readonly acknowledge: () => void;
  /** What tells this part of a message, or this time of saying the same, from others; undefined where the message says it itself. */
  readonly distinct?: string;
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
