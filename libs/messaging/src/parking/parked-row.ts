import type { DiscardRequest, ParkedState, ParkedSummary } from './parked-message.js';

/** The select list of a `ParkedRow`. */
export const COLUMNS = `id, utility, direction, group_name, topic, partition, log_offset, key, event_id, type, state, code, reason, tries,
  headers, coalesce(octet_length(value), 0) as bytes, parked_at, settled_at, settled_by, settled_reason, case when state = 'parked' then replay_after end as replay_after,
  replay_requested_at is not null and state in ('parked', 'held') as replaying, position,
  discard_requested_at, discard_requested_by, discard_requested_subject, discard_reason`;

/** What callers know as the state: a request to discard shows as long as nothing is decided. */
export const SHOWN_STATE = `case when discard_requested_at is not null and state in ('parked', 'held') then 'awaiting-approval' else state end`;

export interface LockedRow {
  readonly id: string;
  readonly utility: string;
  readonly direction: 'in' | 'out';
  readonly group_name: string;
  readonly topic: string;
  readonly key: string;
  readonly log_offset: string;
  readonly position: string;
  readonly state: ParkedState;
  readonly discard_requested_at: Date | null;
  readonly discard_requested_by: string | null;
  readonly discard_requested_subject: string | null;
  readonly discard_reason: string | null;
}

export interface ParkedRow extends LockedRow {
  readonly partition: number;
  readonly event_id: string | null;
  readonly type: string | null;
  readonly code: string;
  readonly reason: string;
  readonly tries: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: number;
  readonly parked_at: Date;
  readonly settled_at: Date | null;
  readonly settled_by: string | null;
  readonly settled_reason: string | null;
  readonly replay_after: Date | null;
  readonly replaying: boolean;
}

export const fromRow = (row: ParkedRow): ParkedSummary => ({
  id: row.id,
  utility: row.utility,
  direction: row.direction,
  group: row.group_name,
  topic: row.topic,
  partition: row.partition,
  offset: row.log_offset,
  key: row.key,
  ...(row.event_id === null ? {} : { eventId: row.event_id }),
  ...(row.type === null ? {} : { type: row.type }),
  state: row.state,
  code: row.code,
  reason: row.reason,
  tries: row.tries,
  headers: row.headers,
  bytes: row.bytes,
  parkedAt: row.parked_at,
  ...(row.settled_at === null ? {} : { settledAt: row.settled_at }),
  ...(row.settled_by === null ? {} : { settledBy: row.settled_by }),
  ...(row.settled_reason === null ? {} : { settledReason: row.settled_reason }),
  ...(row.replay_after === null ? {} : { nextReplayAt: row.replay_after }),
  replaying: row.replaying,
  ...discardOf(row),
});

/** What was asked for and is not decided yet; of a discarded message, what it was discarded by. */
export function requestOf(row: LockedRow): DiscardRequest | undefined {
  const { discard_requested_at: requestedAt, discard_requested_by: requestedBy, discard_requested_subject: requestedSubject } = row;
  if (requestedAt === null || requestedBy === null || requestedSubject === null) return undefined;
  return { requestedAt, requestedBy, requestedSubject, reason: row.discard_reason ?? '' };
}

function discardOf(row: LockedRow): { readonly discard?: DiscardRequest } {
  const discard = requestOf(row);
  return discard === undefined ? {} : { discard };
}
