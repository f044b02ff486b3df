import type { Principal } from '@openprepay/contracts/identity';

/** What of an event reaches a browser: never tokens, never customers' accounts. */
export interface LiveEvent {
  readonly utility: string;
  readonly kind: 'vend' | 'vend-failed' | 'delivery' | 'alarm' | 'presence' | 'meter-event';
  readonly at: string;
  readonly vendorId?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** An event as it came, its data still JSON. */
export interface RawEvent {
  readonly type: string;
  readonly utility: string;
  readonly time: Date;
  readonly data: unknown;
}

/** Event type → what it is called live, and the fields that are shown. A list of what may leave, so nothing leaves by default. */
const SHOWN: Readonly<Record<string, { readonly kind: LiveEvent['kind']; readonly fields: readonly string[] }>> = {
  'vending.vend.completed': {
    kind: 'vend',
    fields: ['vendId', 'receiptNumber', 'meterNumber', 'commodity', 'vendorId', 'currency', 'tenderMinor', 'unitsTenths', 'completedAt'],
  },
  'vending.vend.failed': {
    kind: 'vend-failed',
    fields: ['vendId', 'meterNumber', 'vendorId', 'currency', 'tenderMinor', 'code', 'failedAt'],
  },
  'telemetry.token.accepted': {
    kind: 'delivery',
    fields: ['deliveryId', 'vendId', 'meterNumber', 'acceptedAt', 'alreadyCredited', 'creditRemaining'],
  },
  'telemetry.token.rejected': { kind: 'delivery', fields: ['deliveryId', 'vendId', 'meterNumber', 'rejectedAt', 'code'] },
  'telemetry.alarm.raised': { kind: 'alarm', fields: ['alarmId', 'meterNumber', 'kind', 'raisedAt'] },
  'telemetry.meter-presence.changed': { kind: 'presence', fields: ['meterNumber', 'online', 'at', 'firmware'] },
  'telemetry.meter-event.reported': { kind: 'meter-event', fields: ['meterNumber', 'kind', 'ts'] },
};

/** Topics that hold them. Readings are left out: they are many, and a live view of them is a query. */
export const LIVE_TOPICS = ['vending.vends.v1', 'telemetry.token-deliveries.v1', 'telemetry.alarms.v1', 'telemetry.meter-events.v1'];

/** The live view of an event; undefined for what is not shown. */
export function toLiveEvent(event: RawEvent): LiveEvent | undefined {
  const shown = SHOWN[event.type];
  const { data } = event;
  if (!shown || typeof data !== 'object' || data === null) return undefined;
  const fields = data as Readonly<Record<string, unknown>>;
  const kept = Object.fromEntries(shown.fields.flatMap((field) => (fields[field] === undefined ? [] : [[field, fields[field]]])));
  return {
    utility: event.utility,
    kind: shown.kind,
    at: event.time.toISOString(),
    ...(typeof kept['vendorId'] === 'string' ? { vendorId: kept['vendorId'] } : {}),
    data: kept,
  };
}

const STAFF = new Set(['admin', 'operator', 'engineer', 'clerk', 'auditor']);

export const isStaff = (caller: Principal): boolean => caller.roles.some((role) => STAFF.has(role));

/** A utility's staff see what happens in it; a vendor sees its own sales. */
export function maySee(caller: Principal, event: LiveEvent): boolean {
  if (event.utility !== caller.utility) return false;
  if (isStaff(caller)) return true;
  return caller.vendorId !== undefined && event.vendorId === caller.vendorId;
}
