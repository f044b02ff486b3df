import type { DialectName } from '@openprepay/contracts/http/telemetry-device-profiles';

/** The place of the meter's own number in a topic of a profile. */
export const METER_NUMBER = '{meterNumber}';

/** Where a value stands in what a device says, and what it is multiplied by (an exact decimal) to be in the register's usual unit. */
export interface Source {
  readonly from: string;
  readonly factor?: string;
}

/** By OBIS code, in the one spelling that registers are stored under. */
export type Sources = Readonly<Record<string, Source>>;

/** What a kind of device speaks, on which topics, and which names it has for what it measures. */
export interface DeviceProfile {
  readonly code: string;
  readonly dialect: DialectName;
  /** The topic that readings come on, with {@link METER_NUMBER} as one of its levels. */
  readonly topicPattern: string;
  readonly registers: Sources;
  readonly credit?: Source;
  /** IANA name; of devices that tell local time. */
  readonly timeZone: string;
}
