import type { AlarmKind } from '@openprepay/contracts/telemetry';
import type { DeliveryState } from '../deliveries/delivery.js';

export type Presence = 'connected' | 'offline' | 'never-seen';

/** Meters that are away and were last heard of longer ago than that, to the hour. */
export interface Silence {
  readonly olderThanHours: number;
  readonly meters: number;
}

/** Open alarms of one kind. */
export interface AlarmCount {
  readonly kind: AlarmKind;
  readonly severity: number;
  readonly count: number;
}

export interface DeliveryCount {
  readonly state: DeliveryState;
  readonly count: number;
}

/** A utility's meters as a whole. `meters` is the sum of the three that follow it. */
export interface Fleet {
  readonly meters: number;
  readonly connected: number;
  readonly offline: number;
  readonly neverSeen: number;
  readonly lastSeen: readonly Silence[];
  readonly messagesPerSecond: number;
  readonly deliveries: readonly DeliveryCount[];
  /** The most urgent first. */
  readonly openAlarms: readonly AlarmCount[];
  readonly asOf: Date;
}

/** A meter as a list shows it. */
export interface ListedMeter {
  readonly meterNumber: string;
  readonly presence: Presence;
  readonly lastSeenAt?: Date;
  readonly changedAt?: Date;
  readonly firmware?: string;
  readonly relay?: 'open' | 'closed';
  readonly creditRemaining?: string;
}
