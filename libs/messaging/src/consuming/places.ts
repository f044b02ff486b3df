import { systemClock } from '@openprepay/persistence/clock';
import { sql } from '@openprepay/persistence/sql';
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
export async function placesOf(tx: Tx, group: string): Promise<readonly Place[]> {
  const rows = await sql<{ readonly topic: string; readonly partition: number; readonly next_offset: string; readonly last_mark: string }>(
    tx,
    'select topic, partition, next_offset, last_mark from consumer_place where group_name = $1',
    [group],
  );
  return rows.map(({ topic, partition, next_offset: next, last_mark: mark }) => ({ topic, partition, next: BigInt(next), mark }));
}

/**
 * The beginning of a statement that moves a place: `with moved as (…)`, of one row where the place was where it was expected.
 * Its parameters are the first six, as `moveParameters` gives them.
 */
export const moving = ({ position }: Move): string =>
  position.stored === undefined
    ? `with moved as (
         insert into consumer_place (group_name, topic, partition, next_offset, last_mark)
         select $1, $2, $3, $4, $5 where $6::bigint is null
         on conflict do nothing returning 1)`
    : `with moved as (
         update consumer_place set next_offset = $4, last_mark = $5, moved_at = now()
         where group_name = $1 and topic = $2 and partition = $3 and next_offset = $6 returning 1)`;

export const moveParameters = (group: string, { position, next, mark }: Move): readonly unknown[] => [
  group,
  position.partition.topic,
  position.partition.partition,
  next.toString(),
  mark,
  position.stored?.toString() ?? null,
];

/** @throws {PlaceLost} */
export async function move(tx: Tx, group: string, one: Move): Promise<void> {
  const moved = await sql(tx, `${moving(one)} select 1 from moved`, moveParameters(group, one));
  if (moved.length === 0) throw placeLost(group, one);
}

export const placeLost = (group: string, { position }: Move): PlaceLost =>
  new PlaceLost(`the place of ${group} in ${position.name} is no longer ${position.stored ?? 'unset'}`);

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
