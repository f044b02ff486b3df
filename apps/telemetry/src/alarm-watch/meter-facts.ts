import type { AlarmKind } from '@openprepay/contracts/telemetry';
import type { ReceivedValue, RegisterValue } from '../shadow/shadow.js';

/** What a meter last said, as far as alarms are about it, and what is known of its alarms. */
export interface MeterFacts {
  readonly meterNumber: string;
  readonly meterPan: string;
  readonly registers: Readonly<Record<string, ReceivedValue>>;
  /** What it said of its credit with a token's result. */
  readonly credit?: RegisterValue;
  /** Above which it switches itself off, as it reports. */
  readonly powerLimitWatts?: number;
  /** Of its counter; undefined where it has none, or one value alone. */
  readonly counter?: CounterFacts;
  /** What was so when it was last judged. */
  readonly causes: Readonly<Partial<Record<AlarmKind, KnownCause>>>;
  /** Kinds of its alarms that are not cleared, and when their causes began. */
  readonly uncleared: Readonly<Partial<Record<AlarmKind, Date>>>;
}

export interface CounterFacts extends ReceivedValue {
  /** It stands where it stood so long ago as the rule says; undefined where that is not known. */
  readonly isStill?: boolean;
  /** Where it stood when the credit was gone. */
  readonly atCreditZero?: string;
}

export interface KnownCause {
  readonly since: Date;
  readonly alarmId?: string;
}

/** Registers that alarms are about. */
export const POWER = ['1-0:16.7.0', '1-0:1.7.0'] as const;
export const VOLTAGES = ['1-0:32.7.0', '1-0:52.7.0', '1-0:72.7.0'] as const;
/** How much is left in the battery, in per cent. */
export const BATTERY = '0-0:96.6.1';
/** Of what is sold by the meter, whatever medium: it has one of them. */
export const COUNTERS = ['1-0:1.8.0', '7-0:3.0.0', '8-0:1.0.0', '9-0:1.0.0'] as const;
