import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';

export interface InboxEntry {
  readonly eventId: string;
  readonly utility: string;
}

/**
 * Remembers, in the transaction of their effects, that a group has taken these events, and returns the ids of those it had
 * not taken before. A transaction elsewhere with the same events is waited for.
 */
export async function takeNew(tx: Tx, group: string, entries: readonly InboxEntry[]): Promise<ReadonlySet<string>> {
  if (entries.length === 0) return new Set();
  const taken = await sql<{ readonly event_id: string }>(
    tx,
    `insert into inbox (group_name, event_id, utility)
     select $1, event_id, utility from unnest($2::uuid[], $3::text[]) as event(event_id, utility)
     on conflict do nothing returning event_id`,
    [group, entries.map((entry) => entry.eventId), entries.map((entry) => entry.utility)],
  );
  return new Set(taken.map((row) => row.event_id));
}
