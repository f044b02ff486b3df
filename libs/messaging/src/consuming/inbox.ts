import { prepared } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { Handleable } from './incoming.js';
import { move, type Move, moveParameters, MOVING, requireAll } from './places.js';

export interface InboxEntry {
  readonly eventId: string;
  readonly utility: string;
}

/**
 * Moves the group's places and remembers, in the transaction of their effects, that it has taken these events; returns those
 * it had not taken before, as `keyOf` writes them. A transaction elsewhere with the same events, or the same places, is
 * waited for.
 *
 * @throws {PlaceLost}
 */
export async function takeNew(tx: Tx, { group, moves }: Taking, entries: readonly InboxEntry[]): Promise<ReadonlySet<string>> {
  if (entries.length === 0) {
    if (moves.length > 0) await move(tx, group, moves);
    return new Set();
  }
  const rows = moves.length === 0 ? await remember(tx, group, entries) : await moveAndRemember(tx, { group, moves }, entries);
  return new Set(rows.map((row) => keyOf({ eventId: row.event_id, utility: row.utility })));
}

interface TakenRow {
  readonly event_id: string;
  readonly utility: string;
}

const idsOf = (entries: readonly InboxEntry[]): readonly unknown[] => [
  entries.map((entry) => entry.eventId),
  entries.map((entry) => entry.utility),
];

const remember = (tx: Tx, group: string, entries: readonly InboxEntry[]): Promise<TakenRow[]> =>
  prepared<TakenRow>(
    tx,
    `insert into inbox (group_name, event_id, utility)
     select $1, event_id, utility from unnest($2::uuid[], $3::text[]) as event(event_id, utility)
     on conflict do nothing returning event_id, utility`,
    [group, ...idsOf(entries)],
  );

/** Both in one statement: a batch pays for one round trip, as it would for the inbox alone. */
async function moveAndRemember(tx: Tx, { group, moves }: Taking, entries: readonly InboxEntry[]): Promise<readonly TakenRow[]> {
  const rows = await prepared<TakenRow | { readonly event_id: null }>(
    tx,
    `${MOVING}, taken as (
       insert into inbox (group_name, event_id, utility)
       select $1, event_id, utility from unnest($7::uuid[], $8::text[]) as event(event_id, utility)
       on conflict do nothing returning event_id, utility)
     select null::uuid as event_id, null as utility from moved union all select event_id, utility from taken`,
    [...moveParameters(group, moves), ...idsOf(entries)],
  );
  const taken = rows.filter((row) => row.event_id !== null);
  requireAll(group, moves, rows.length - taken.length);
  return taken;
}

/** An id is its utility's own: what another sends under it is another event. */
export const keyOf = ({ eventId, utility }: InboxEntry): string => `${utility}\n${eventId}`;

export interface Taken {
  readonly fresh: readonly Handleable[];
  readonly duplicates: number;
  /** Rejects with PlaceLost: then nothing of it is to take effect, whatever was done meanwhile. */
  readonly moved: Promise<void>;
}

export interface Taking {
  readonly group: string;
  /** None where these are taken before what stands ahead of them. */
  readonly moves: readonly Move[];
}

/**
 * Leaves out what this group has taken before, and repetitions within the batch. Where no inbox knows any of it, all of it is fresh: its
 * places are moved by a statement that stands before those of the handlers, and that nobody has to wait for before the commit.
 *
 * @throws {PlaceLost}
 */
export async function takeFresh(tx: Tx, taking: Taking, messages: readonly Handleable[]): Promise<Taken> {
  const entries = messages.flatMap(({ inboxId, utility }) => (inboxId === undefined ? [] : [{ eventId: inboxId, utility }]));
  if (entries.length === 0) {
    const moved = taking.moves.length === 0 ? done : move(tx, taking.group, taking.moves);
    // Whoever was told by something else is not told by this as well.
    moved.catch(() => undefined);
    return { fresh: messages, duplicates: 0, moved };
  }
  const unseen = new Set(await takeNew(tx, taking, entries));
  const fresh = messages.filter(({ inboxId, utility }) => inboxId === undefined || unseen.delete(keyOf({ eventId: inboxId, utility })));
  return { fresh, duplicates: messages.length - fresh.length, moved: done };
}

const done = Promise.resolve();
