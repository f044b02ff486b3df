import { systemClock } from '@openprepay/persistence/clock';
import { prepared, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { LostRange, Place, Position } from './position.js';
import { ConsumerStopped } from './retry.js';

/** Another place of a group than the one that was to be moved: somebody else has moved it, or the database went back. */
export class PlaceLost extends ConsumerStopped {
  override readonly name = 'PlaceLost';
}

/** A move of a group's place, in the transaction of what is done by it. */
export interface Move {
  readonly position: Position;
  readonly next: bigint;
  readonly mark: string;
}

/** The places of a group in the partitions that it has read. */
export const placesOf = async (tx: Tx, group: string): Promise<readonly Place[]> => (await placesOfAll(tx, [group])).get(group) ?? [];

/** As `placesOf`, of many groups; one that has read nothing yet is left out. */
export async function placesOfAll(tx: Tx, groups: readonly string[]): Promise<ReadonlyMap<string, readonly Place[]>> {
  const rows = await sql<PlaceRow>(
    tx,
    'select group_name, topic, partition, next_offset, last_mark from consumer_place where group_name = any($1::text[])',
    [groups],
  );
  const places = new Map<string, Place[]>();
  for (const { group_name: group, topic, partition, next_offset: next, last_mark: mark } of rows) {
    const place = { topic, partition, next: BigInt(next), mark };
    const others = places.get(group);
    if (others === undefined) places.set(group, [place]);
    else others.push(place);
  }
  return places;
}

interface PlaceRow {
  readonly group_name: string;
  readonly topic: string;
  readonly partition: number;
  readonly next_offset: string;
  readonly last_mark: string;
}

/**
 * The beginning of a statement that moves places: `with …, moved as (…)`, of one row for each place that was where it was
 * expected. Its parameters are the first six, as `moveParameters` gives them.
 */
export const MOVING = `
with asked as (
  select * from unnest($2::text[], $3::integer[], $4::bigint[], $5::text[], $6::bigint[]) as asked(topic, partition, next, mark, stored)),
made as (
  insert into consumer_place (group_name, topic, partition, next_offset, last_mark)
  select $1, topic, partition, next, mark from asked where stored is null
  on conflict do nothing returning 1),
shifted as (
  update consumer_place place set next_offset = asked.next, last_mark = asked.mark, moved_at = now() from asked
  where place.group_name = $1 and place.topic = asked.topic and place.partition = asked.partition and place.next_offset = asked.stored
  returning 1),
moved as (select from made union all select from shifted)`;

export const moveParameters = (group: string, moves: readonly Move[]): readonly unknown[] => [
  group,
  moves.map(({ position }) => position.partition.topic),
  moves.map(({ position }) => position.partition.partition),
  moves.map(({ next }) => next.toString()),
  moves.map(({ mark }) => mark),
  moves.map(({ position }) => position.stored?.toString() ?? null),
];

/** @throws {PlaceLost} */
export async function move(tx: Tx, group: string, moves: readonly Move[]): Promise<void> {
  const moved = await prepared(tx, `${MOVING} select 1 from moved`, moveParameters(group, moves));
  requireAll(group, moves, moved.length);
}

/** @throws {PlaceLost} where not all of them were where they were expected */
export function requireAll(group: string, moves: readonly Move[], moved: number): void {
  if (moved === moves.length) return;
  const expected = moves.map(({ position }) => `${position.name} at ${position.stored ?? 'unset'}`);
  throw new PlaceLost(`${group} has no longer all of these places: ${expected.join(', ')}`);
}

/**
 * Moves a group's place to where its log begins now, and notes what it has not read, for an operator to decide on.
 *
 * @returns false where somebody else has moved the place
 */
export async function moveOver(tx: Tx, group: string, { topic, partition, kind, from, to, place, next }: LostRange): Promise<boolean> {
  const noted = await sql(
    tx,
    `with moved as (
       update consumer_place set next_offset = $9, last_mark = '', moved_at = now()
       where group_name = $2 and topic = $3 and partition = $4 and next_offset = $8 returning 1)
     insert into lost_range (id, group_name, topic, partition, kind, from_offset, to_offset)
     select $1::uuid, $2, $3, $4, $5, $6::bigint, $7::bigint from moved returning 1`,
    [systemClock.newId(), group, topic, partition, kind, ...[from, to, place, next].map((offset) => offset.toString())],
  );
  return noted.length > 0;
}
