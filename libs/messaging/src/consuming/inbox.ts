import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { Handleable } from './incoming.js';

export interface InboxEntry {
  readonly eventId: string;
  readonly utility: string;
}

/**
 * Remembers, in the transaction of their effects, that a group has taken these events, and returns those it had not
 * taken before, as `keyOf` writes them. A transaction elsewhere with the same events is waited for.
 */
export async function takeNew(tx: Tx, group: string, entries: readonly InboxEntry[]): Promise<ReadonlySet<string>> {
  if (entries.length === 0) return new Set();
  const taken = await sql<{ readonly event_id: string; readonly utility: string }>(
    tx,
    `insert into inbox (group_name, event_id, utility)
     select $1, event_id, utility from unnest($2::uuid[], $3::text[]) as event(event_id, utility)
     on conflict do nothing returning event_id, utility`,
    [group, entries.map((entry) => entry.eventId), entries.map((entry) => entry.utility)],
  );
  return new Set(taken.map((row) => keyOf({ eventId: row.event_id, utility: row.utility })));
}

/** An id is its utility's own: what another sends under it is another event. */
export const keyOf = ({ eventId, utility }: InboxEntry): string => `${utility}\n${eventId}`;

export interface Taken {
  readonly fresh: readonly Handleable[];
  readonly duplicates: number;
}

/** Leaves out what this group has taken before, and repetitions within the batch. */
export async function takeFresh(tx: Tx, group: string, messages: readonly Handleable[]): Promise<Taken> {
  const entries = messages.flatMap(({ inboxId, utility }) => (inboxId === undefined ? [] : [{ eventId: inboxId, utility }]));
  const unseen = new Set(await takeNew(tx, group, entries));
  const fresh = messages.filter(({ inboxId, utility }) => inboxId === undefined || unseen.delete(keyOf({ eventId: inboxId, utility })));
  return { fresh, duplicates: messages.length - fresh.length };
}
