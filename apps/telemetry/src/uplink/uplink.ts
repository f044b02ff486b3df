import type { z } from 'zod';
import type { meterEventKind, tokenRejection } from '@openprepay/contracts/telemetry';
import type { MeterSettings } from './meter-settings.js';
import type { RefusedPart } from './refused-part.js';

export interface RegisterReading {
  readonly ts: Date;
  readonly registers: Readonly<Record<string, string>>;
}

/** What a meter said, whatever dialect it speaks. */
export type Uplink = ReadingsUplink | MeterEventUplink | TokenResultUplink | CommandResultUplink | StateUplink;

export interface ReadingsUplink {
  readonly kind: 'readings';
  readonly meterNumber: string;
  readonly seq: number;
  readonly readings: readonly RegisterReading[];
  /** What of the message is set aside; the readings above are what is left. */
  readonly refused: readonly RefusedPart[];
}

export interface MeterEventUplink {
  readonly kind: 'event';
  readonly meterNumber: string;
  readonly seq: number;
  readonly ts: Date;
  readonly event: z.output<typeof meterEventKind>;
  readonly detail?: Readonly<Record<string, unknown>>;
}

export interface TokenResultUplink {
  readonly kind: 'token-result';
  readonly meterNumber: string;
  readonly deliveryId: string;
  readonly token: string;
  readonly verdict: { readonly accepted: true } | { readonly accepted: false; readonly code: z.output<typeof tokenRejection> };
  readonly creditRemaining?: string;
}

/** That a meter took a command, or why it did not; whether it is done is shown by what it reports. */
export interface CommandResultUplink {
  readonly kind: 'command-result';
  readonly meterNumber: string;
  readonly commandId: string;
  readonly accepted: boolean;
  readonly code?: string;
}

export interface StateUplink {
  readonly kind: 'state';
  readonly meterNumber: string;
  readonly online: boolean;
  readonly firmware?: string;
  /** What the meter says of its own settings. */
  readonly settings?: MeterSettings;
}

/** A payload dialect: which topics it speaks on, whose message a topic says it is, and what the payload means. */
export interface Dialect {
  readonly name: string;
  /** Topic filters that the service subscribes to. */
  readonly filters: readonly string[];
  /** The meter that a topic belongs to; undefined where the topic is none of this dialect's. */
  readonly meterOf: (topic: string) => string | undefined;
  /** @throws {UplinkRefused} with the reason to quarantine it */
  readonly decode: (topic: string, payload: Buffer) => Uplink;
}
