import { z } from 'zod';
import { defineEvent } from './event.js';
import { memberText, openEnum } from './open-enum.js';
import { MAX_READINGS_PER_MESSAGE, MAX_REGISTERS_PER_READING, obisPattern, quickReadings, registerValuePattern } from './quick-readings.js';
import { quickly } from './quick-codec.js';
import * as wire from './wire.js';

/** OBIS code A-B:C.D.E with an optional *F, as IEC 62056-61 writes it. */
export const obisCode = z.string().regex(obisPattern, 'an OBIS code, e.g. 1-0:1.8.0');
const OCTET = '(?:\\d{1,2}|[01]\\d{2}|2[0-4]\\d|25[0-5])';
/** Any spelling of an OBIS code: zeros in front, and `*255` or `*FF` where the last part is not used. */
const SPELLING = new RegExp(`^${OCTET}-${OCTET}:${OCTET}\\.${OCTET}\\.${OCTET}(?:\\*(?:${OCTET}|[Ff]{2}))?$`);
export const obisSpelling = z.string().regex(SPELLING, 'an OBIS code, e.g. 1-0:1.8.0, each part at most 255');

const NOT_USED = '255';

/**
 * The one spelling under which a register is stored, found and told of: no zeros in front, and no last part where that is not used.
 *
 * @returns undefined of a text that is no OBIS code
 * @source IEC 62056-61: F = 255 means that the group is not used
 */
export function canonicalObis(code: string): string | undefined {
  const known = canonical.get(code);
  if (known !== undefined || !SPELLING.test(code)) return known;
  if (canonical.size >= CODES_REMEMBERED) canonical.clear();
  const spelled = spell(code);
  canonical.set(code, spelled);
  return spelled;
}

/** Meters say the same few codes again and again. */
const CODES_REMEMBERED = 1_000;
const canonical = new Map<string, string>();

function spell(code: string): string {
  const [measured, last] = code.split('*') as [string, string?];
  const spelled = measured.replace(/\d+/g, (part) => String(Number(part)));
  if (last === undefined || last.toUpperCase() === 'FF' || last === NOT_USED) return spelled;
  return `${spelled}*${Number(last)}`;
}

/** A register's value in the register's usual unit, as an exact decimal; gauges may be negative. */
export const registerValue = z.string().regex(registerValuePattern, 'a decimal number');
const registers = z
  .record(obisCode, registerValue)
  .refine((map) => Object.keys(map).length <= MAX_REGISTERS_PER_READING, 'too many registers');

/** What one MQTT message of readings said; produced before the meter's PUBACK, not through an outbox. */
export const ReadingsReported = defineEvent({
  type: 'telemetry.readings.reported',
  topic: 'telemetry.readings.v1',
  data: quickly(
    z.object({
      meterNumber: wire.meterNumber,
      meterPan: wire.meterPan,
      /** The meter's own message counter. */
      seq: z.int().nonnegative(),
      receivedAt: wire.instant,
      readings: z
        .array(z.object({ ts: wire.instant, registers }))
        .min(1)
        .max(MAX_READINGS_PER_MESSAGE),
    }),
    quickReadings,
  ),
  key: (data) => data.meterPan,
});

export const meterEventKind = z.enum([
  'tamper',
  'cover-open',
  'power-fail',
  'power-restore',
  'relay-opened',
  'relay-closed',
  'credit-low',
  'credit-zero',
  'clock-set',
  'cover-closed',
  'magnetic-field',
  'magnetic-field-ended',
  'battery-low',
  'battery-replaced',
]);

export type MeterEventKind = z.output<typeof meterEventKind>;

export const MeterEventReported = defineEvent({
  type: 'telemetry.meter-event.reported',
  topic: 'telemetry.meter-events.v1',
  data: z.object({
    meterNumber: wire.meterNumber,
    meterPan: wire.meterPan,
    seq: z.int().nonnegative(),
    ts: wire.instant,
    receivedAt: wire.instant,
    kind: openEnum(meterEventKind.options, 'it is passed over: no alarm is raised'),
    detail: z.record(z.string(), z.unknown()).optional(),
  }),
  key: (data) => data.meterPan,
});

/** Why a meter refuses a token: the result codes of IEC 62055-41 8.2 as words. */
export const tokenRejection = z.enum([
  'used',
  'old',
  'key-expired',
  'ddtk',
  'overflow',
  'key-type',
  'format',
  'range',
  'function',
  'crc',
  'mfr-code',
]);

const delivery = z.object({
  deliveryId: z.uuid(),
  /** Of the vend, or of the order or key change where `issuedFor` says so. */
  vendId: z.uuid(),
  issuedFor: openEnum(['vend', 'order', 'key-change'], 'it is looked for among the vends').optional(),
  meterNumber: wire.meterNumber,
  meterPan: wire.meterPan,
});

/** The meter itself said that it has taken the token. */
export const TokenAccepted = defineEvent({
  type: 'telemetry.token.accepted',
  topic: 'telemetry.token-deliveries.v1',
  data: delivery.extend({
    acceptedAt: wire.instant,
    /** Credit left on the meter in its commodity's unit, where the meter says so. */
    creditRemaining: registerValue.optional(),
    /** True where the meter called it used: it had been credited before, by keypad or by an earlier delivery. */
    alreadyCredited: z.boolean(),
  }),
  key: (data) => data.meterPan,
});

export const TokenRejected = defineEvent({
  type: 'telemetry.token.rejected',
  topic: 'telemetry.token-deliveries.v1',
  data: delivery.extend({
    rejectedAt: wire.instant,
    code: openEnum([...tokenRejection.options, 'expired'], 'it is kept and shown as it is'),
  }),
  key: (data) => data.meterPan,
});

/** Presence: a meter's session opened or closed (last will). Feeds dashboards and the live stream. */
export const MeterPresenceChanged = defineEvent({
  type: 'telemetry.meter-presence.changed',
  topic: 'telemetry.meter-events.v1',
  data: z.object({
    meterNumber: wire.meterNumber,
    meterPan: wire.meterPan,
    online: z.boolean(),
    at: wire.instant,
    firmware: z.string().optional(),
  }),
  key: (data) => data.meterPan,
});

export const alarmKind = z.enum([
  'tamper',
  'cover-open',
  'magnetic-field',
  'credit-low',
  'credit-zero',
  'offline',
  'over-power',
  'over-voltage',
  'under-voltage',
  'clock-skew',
  'battery-low',
  'consumption-without-credit',
  'no-consumption',
  'delivery-failed',
]);
export type AlarmKind = z.output<typeof alarmKind>;

/** What `credit-low` was called; still in old events. */
const FORMER_CREDIT_LOW = 'low-credit';

export const AlarmRaised = defineEvent({
  type: 'telemetry.alarm.raised',
  topic: 'telemetry.alarms.v1',
  data: z.object({
    alarmId: z.uuid(),
    meterNumber: wire.meterNumber,
    meterPan: wire.meterPan,
    kind: openEnum([...alarmKind.options, FORMER_CREDIT_LOW], 'the alarm is shown by its name'),
    /** 1 is what must be looked at first, 4 what can wait; absent on alarms of before there were ranks. */
    severity: z.int().min(1).max(4).optional(),
    /** When it was raised, by our clock. */
    raisedAt: wire.instant,
    /** What the meter's own clock said then. */
    meterTime: wire.instant.optional(),
    /** It was raised with this storm, which is over and has left it: who counts alarms has counted it with the storm. */
    stormId: z.uuid().optional(),
  }),
  key: (data) => data.meterPan,
});

/** Somebody has looked at an alarm, whose cause may be there still. */
export const AlarmAcknowledged = defineEvent({
  type: 'telemetry.alarm.acknowledged',
  topic: 'telemetry.alarms.v1',
  data: z.object({
    alarmId: z.uuid(),
    meterNumber: wire.meterNumber,
    meterPan: wire.meterPan,
    kind: openEnum(alarmKind.options, 'the alarm is shown by its name'),
    acknowledgedAt: wire.instant,
    acknowledgedBy: z.string(),
  }),
  key: (data) => data.meterPan,
});

/** An alarm needs nobody any more: its cause has ended, or somebody said why there is nothing to look at. */
export const AlarmCleared = defineEvent({
  type: 'telemetry.alarm.cleared',
  topic: 'telemetry.alarms.v1',
  data: z.object({
    alarmId: z.uuid(),
    meterNumber: wire.meterNumber,
    meterPan: wire.meterPan,
    kind: openEnum(alarmKind.options, 'the alarm is shown by its name'),
    clearedAt: wire.instant,
    /** Absent where its cause ended by itself. */
    clearedBy: z.string().optional(),
    reason: z.string(),
  }),
  key: (data) => data.meterPan,
});

/** Somebody said what of a kind is an alarm in the utility, from then on. */
export const AlarmRuleSet = defineEvent({
  type: 'telemetry.alarm-rule.set',
  topic: 'telemetry.alarms.v1',
  data: z.object({
    kind: openEnum(alarmKind.options, 'the rule is shown by its name'),
    enabled: z.boolean(),
    severity: z.int().min(1).max(4),
    /** A decimal, in the unit of the kind; absent where the kind has none, or nothing is known without one. */
    threshold: z.string().optional(),
    /** For how long its cause lasts before it is raised. */
    forSeconds: z.int().nonnegative(),
    changedAt: wire.instant,
    changedBy: z.string(),
  }),
  key: (data, utility) => `${utility}/rule/${memberText(data.kind)}`,
});

const storm = z.object({
  stormId: z.uuid(),
  /** The lowest part of the network that the meters hang on, or on what it feeds. */
  networkNode: wire.shortCode,
  /** How many meters it has taken so far. */
  meters: z.int().positive(),
  beganAt: wire.instant,
});

/** Many meters of one part of the network went silent within minutes: their alarms are told of by this alone. */
export const AlarmStormBegan = defineEvent({
  type: 'telemetry.alarm-storm.began',
  topic: 'telemetry.alarms.v1',
  data: storm,
  key: (data, utility) => `${utility}/${data.networkNode}`,
});

/** Others have joined it since it was told of last: of one storm no more often than it may be drawn, and once more before it ends. */
export const AlarmStormGrew = defineEvent({
  type: 'telemetry.alarm-storm.grew',
  topic: 'telemetry.alarms.v1',
  data: storm.extend({
    /** Meters that it was not told of before; `meters` has them all. */
    joined: z.int().positive(),
  }),
  key: (data, utility) => `${utility}/${data.networkNode}`,
});

/** Somebody acknowledged or cleared alarms of a storm that goes on: so many in one act, and told of by this alone. */
export const AlarmStormSettled = defineEvent({
  type: 'telemetry.alarm-storm.settled',
  topic: 'telemetry.alarms.v1',
  data: storm.pick({ stormId: true, networkNode: true }).extend({
    what: openEnum(['acknowledged', 'cleared'], 'the alarms of the storm are read again'),
    alarms: z.int().positive(),
    settledAt: wire.instant,
    settledBy: z.string(),
    /** Why there is nothing left to look at; absent where they were acknowledged. */
    reason: z.string().optional(),
  }),
  key: (data, utility) => `${utility}/${data.networkNode}`,
});

/** They are back; those few that are not have alarms of their own now. */
export const AlarmStormEnded = defineEvent({
  type: 'telemetry.alarm-storm.ended',
  topic: 'telemetry.alarms.v1',
  data: storm.extend({
    endedAt: wire.instant,
    /** How many are not back; absent on storms of before it was told. */
    left: z.int().nonnegative().optional(),
  }),
  key: (data, utility) => `${utility}/${data.networkNode}`,
});
