import { createHash } from 'node:crypto';
import { systemClock } from '@openprepay/persistence/clock';
import { prepared, sql, unnested } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { RawMessage } from '../kafka/raw-message.js';
import type { ParkingCode } from '../messaging-error.js';
import { storableName, storableReason, storableText } from './parked-text.js';

/** What is kept of a message that cannot be handled now: all of it. */
export interface ParkableMessage {
  readonly raw: RawMessage;
  readonly key: string;
  readonly utility: string;
  /** Known once the headers are good. */
  readonly eventId?: string;
  readonly type?: string;
  /** Whether later messages of its key must wait behind this one while it is parked. */
  readonly holdsKey: boolean;
}

/** A message that is to be parked or held, and why. */
export interface Parking {
  readonly message: ParkableMessage;
  readonly state: 'parked' | 'held';
  readonly code: string;
  readonly reason: string;
  readonly tries: number;
}

/** The code of a message that failed without one: it is replayed by itself, since what was in its way may have passed. */
export const EXHAUSTED = 'messaging.retries_exhausted' satisfies ParkingCode;

export interface ParkingOptions {
  readonly group: string;
  /** When those of EXHAUSTED are replayed by themselves for the first time. */
  readonly replayAfterMs: number;
}

interface Scope {
  readonly group: string;
  readonly topic: string;
}

export interface KeyOfUtility {
  readonly utility: string;
  readonly key: string;
}

export const scopeOf = ({ utility, key }: KeyOfUtility): string => `${utility}\n${key}`;

/**
 * The parked ones among these keys, as `scopeOf` writes them. Share-locks the last waiting message of each: a replay that is
 * just letting go of it comes before or after this transaction, never between the look and what follows from it.
 */
export async function parkedKeys(tx: Tx, { group, topic }: Scope, keys: readonly KeyOfUtility[]): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set();
  const found = await prepared<KeyOfUtility>(
    tx,
    `select asked.utility, asked.key
     from (select distinct utility, key from ${unnested(3, 'text', 'text')} as pair(utility, key) order by utility, key) asked
     cross join lateral (
       select position from parked_message waiting
       where direction = 'in' and group_name = $1 and topic = $2 and waiting.key = asked.key and waiting.utility = asked.utility
         and holds_key and state in ('parked', 'held')
       order by position desc limit 1 for share
     ) last`,
    [group, topic, keys.map((pair) => pair.utility), keys.map((pair) => pair.key)],
  );
  return new Set(found.map(scopeOf));
}

/**
 * Stores messages whole and returns those that were not stored yet: one that comes again, the same to the byte, stays as it
 * is, whatever was decided on it.
 */
export async function park(tx: Tx, { group, replayAfterMs }: ParkingOptions, parkings: readonly Parking[]): Promise<readonly Parking[]> {
  if (parkings.length === 0) return [];
  const stored = await sql<{ readonly place: number }>(
    tx,
    `with message as (
       select * from json_to_recordset($2::json) as message(
         id uuid, utility text, topic text, partition integer, log_offset bigint, key text, event_id uuid, type text, headers text,
         value text, identity text, state text, holds_key boolean, code text, reason text, tries integer, place integer)
     ), stored as (
       insert into parked_message (id, utility, direction, group_name, topic, partition, log_offset, key, event_id, type, headers,
                                   value, identity, state, holds_key, code, reason, tries, replay_after)
       select id, utility, 'in', $1, topic, partition, log_offset, key, event_id, type, headers::jsonb, decode(value, 'base64'),
              decode(identity, 'base64'), state, holds_key, code, reason, tries,
              case when code = '${EXHAUSTED}' then now() + make_interval(secs => $3::float8 / 1000) end
       from message order by place
       on conflict (group_name, topic, utility, identity) where direction = 'in' do nothing
       returning id
     )
     select place from stored join message using (id) order by place`,
    [group, JSON.stringify(parkings.map((parking, place) => ({ ...toRow(parking), place }))), replayAfterMs],
  );
  return stored.map(({ place }) => parkings[place]!);
}

const toRow = ({ message, state, code, reason, tries }: Parking): object => ({
  id: systemClock.newId(),
  utility: message.utility,
  topic: message.raw.topic,
  partition: message.raw.partition,
  log_offset: message.raw.offset,
  key: message.key,
  event_id: message.eventId ?? null,
  type: message.type ?? null,
  headers: JSON.stringify(storableHeaders(message.raw)),
  value: message.raw.value?.toString('base64') ?? null,
  identity: identityOf(message).toString('base64'),
  state,
  holds_key: message.holdsKey,
  code: storableName(code),
  reason: storableReason(reason),
  tries,
});

/**
 * What tells a message from every other one of its group, topic and utility. Offsets do not: they begin again when a topic is
 * made anew. An event has its id, but whoever sends may use one twice; what has no id is told apart by place and time.
 */
export function identityOf({ raw, key, eventId }: ParkableMessage): Buffer {
  const name = eventId === undefined ? `place:${raw.partition}:${raw.offset}:${raw.timestamp ?? ''}` : `event:${eventId}`;
  return createHash('sha256')
    .update(`${name}\n${key}\n`)
    .update(raw.value ?? '')
    .digest();
}

function storableHeaders(raw: RawMessage): Record<string, string> {
  const entries = Object.entries(raw.headers).map(([name, value]) => {
    const first = Array.isArray(value) ? (value as readonly (Buffer | string)[]).map((one) => storableText(one)).join(', ') : value;
    return [storableName(name), storableText((first as Buffer | string | undefined) ?? '')];
  });
  return Object.fromEntries(entries) as Record<string, string>;
}
