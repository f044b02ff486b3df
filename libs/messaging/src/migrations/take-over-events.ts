import type { QueryRunner } from 'typeorm';

export interface TakingOver {
  /** The group that has handled the events so far. */
  readonly from: string;
  /** The new one. */
  readonly to: string;
  /** Of the events. */
  readonly types: readonly string[];
}

/**
 * For migrations: has a new group begin where another one stands, with what is parked of its events. Whatever a process of the version
 * before handles meanwhile is handled once more: it is for events that take effect once by a natural key.
 */
export async function takeOverEvents(queryRunner: QueryRunner, { from, to, types }: TakingOver): Promise<void> {
  await queryRunner.query(
    `insert into consumer_place (group_name, topic, partition, next_offset, last_mark)
     select $2, topic, partition, next_offset, last_mark from consumer_place where group_name = $1 on conflict do nothing`,
    [from, to],
  );
  await moveParked(queryRunner, { from, to, types });
}

/** Going down: the first one has its events again, also those that it has passed over and the other has not handled yet. */
export async function giveEventsBack(queryRunner: QueryRunner, { from, to, types }: TakingOver): Promise<void> {
  await moveParked(queryRunner, { from: to, to: from, types });
  await queryRunner.query(
    `update consumer_place old set next_offset = new.next_offset, last_mark = new.last_mark from consumer_place new
     where old.group_name = $1 and new.group_name = $2 and new.topic = old.topic and new.partition = old.partition
       and new.next_offset < old.next_offset`,
    [from, to],
  );
  await queryRunner.query('delete from consumer_place where group_name = $1', [to]);
}

const moveParked = (queryRunner: QueryRunner, { from, to, types }: TakingOver): Promise<unknown> =>
  queryRunner.query(
    `update parked_message set group_name = $2 where group_name = $1 and type = any($3) and direction = 'in' and state in ('parked', 'held')`,
    [from, to, types],
  );
