import { CampaignMoved } from '@openprepay/contracts/campaigns';
import { liveStream, type LiveStreamEvent } from '@openprepay/contracts/http/stream';
import { VendingKeyExpiring } from '@openprepay/contracts/key-management';
import type { Principal } from '@openprepay/contracts/identity';
import { ProvenanceDoubted } from '@openprepay/contracts/provenance';
import {
  AlarmAcknowledged,
  AlarmCleared,
  AlarmRaised,
  AlarmRuleSet,
  AlarmStormBegan,
  AlarmStormEnded,
  AlarmStormGrew,
  AlarmStormSettled,
  MeterEventReported,
  MeterPresenceChanged,
  TokenAccepted,
  TokenRejected,
} from '@openprepay/contracts/telemetry';
import { VendCompleted, VendFailed } from '@openprepay/contracts/vending';

/** What is told of an event of a service: the counters, and how many were skipped, are the gateway's own. */
export type ToldEvent = Exclude<LiveStreamEvent, { readonly event: 'counters' | 'skipped' }>;
type ToldName = ToldEvent['event'];

/** What of an event reaches a browser, and whose it is. */
export interface LiveEvent {
  readonly utility: string;
  /** Who sold, of a vend. */
  readonly vendorId: string | undefined;
  readonly told: ToldEvent;
}

/** An event as it came, its data still JSON. */
export interface RawEvent {
  readonly type: string;
  readonly utility: string;
  readonly time: Date;
  readonly data: unknown;
}

/** What is told live, and by what name. Readings are left out: they are many, and a live view of them is a query. */
const TOLD = [
  [VendCompleted, 'vend'],
  [VendFailed, 'vend-failed'],
  [TokenAccepted, 'delivery'],
  [TokenRejected, 'delivery'],
  [AlarmRaised, 'alarm'],
  [AlarmAcknowledged, 'alarm-acknowledged'],
  [AlarmCleared, 'alarm-cleared'],
  [AlarmRuleSet, 'alarm-rule'],
  [AlarmStormBegan, 'storm'],
  [AlarmStormGrew, 'storm'],
  [AlarmStormSettled, 'storm-settled'],
  [AlarmStormEnded, 'storm-ended'],
  [VendingKeyExpiring, 'key-expiring'],
  [ProvenanceDoubted, 'provenance'],
  [MeterPresenceChanged, 'presence'],
  [MeterEventReported, 'meter-event'],
  [CampaignMoved, 'campaign'],
] as const;

const NAMES: ReadonlyMap<string, ToldName> = new Map(TOLD.map(([{ type }, name]) => [type, name]));

/** Topics that hold it. */
export const LIVE_TOPICS: readonly string[] = [...new Set(TOLD.map(([{ topic }]) => topic))];

/**
 * The live view of an event: the fields that the contract of the stream has, so that nothing leaves by default.
 *
 * @returns undefined for what is not told, or is not as the contract says
 */
export function toLiveEvent({ type, utility, time, data }: RawEvent): LiveEvent | undefined {
  const event = NAMES.get(type);
  if (event === undefined || typeof data !== 'object') return undefined;
  const parsed = liveStream.events[event].safeParse({ at: time.toISOString(), ...data });
  if (!parsed.success) return undefined;
  const told = { event, data: parsed.data } as ToldEvent;
  return { utility, vendorId: 'vendorId' in told.data ? told.data.vendorId : undefined, told };
}

const STAFF = new Set(['admin', 'operator', 'engineer', 'clerk', 'auditor']);

export const isStaff = (caller: Principal): boolean => caller.roles.some((role) => STAFF.has(role));

/** Of what clerks may not read, those who may. */
const READERS: ReadonlySet<string> = new Set(['admin', 'operator', 'engineer', 'auditor']);
const NOT_FOR_CLERKS: ReadonlySet<ToldName> = new Set<ToldName>(['campaign', 'provenance']);

/** A utility's staff see what happens in it, of campaigns and provenance those who may read them; a vendor sees its own sales. */
export function maySee(caller: Principal, event: LiveEvent): boolean {
  if (event.utility !== caller.utility) return false;
  if (NOT_FOR_CLERKS.has(event.told.event)) return caller.roles.some((role) => READERS.has(role));
  if (isStaff(caller)) return true;
  return caller.vendorId !== undefined && event.vendorId === caller.vendorId;
}
