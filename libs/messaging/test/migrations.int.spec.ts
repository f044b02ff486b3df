import { runMigrations } from '@openprepay/persistence/migrate';
import { openSession, type Session } from '@openprepay/persistence/session';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import { undoMigration } from '@openprepay/testing/undo-migration';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { giveEventsBack, takeOverEvents } from '../src/migrations/take-over-events.js';
import { messagingMigrations } from '../src/migrations.js';

let postgres: TestPostgres;
let owner: Session;

beforeAll(async () => {
  postgres = await startPostgres();
});

afterEach(() => owner.close());

afterAll(() => postgres.stop());

const PARKED = `
insert into parked_message (id, utility, direction, group_name, topic, partition, log_offset, key, event_id, headers, value, state, holds_key, code, reason)
values
  ('0190f9c0-0000-7000-8000-000000000001', 'north', 'in', 'g', 't', 0, 5, 'm1', '0190f9c0-0000-7000-8000-0000000000aa', '{}', 'one', 'parked', true, 'messaging.retries_exhausted', ''),
  ('0190f9c0-0000-7000-8000-000000000002', 'north', 'in', 'g', 't', 0, 6, 'm1', null, '{}', null, 'discarded', true, 'messaging.headers_invalid', ''),
  ('0190f9c0-0000-7000-8000-000000000003', 'north', 'out', '-', 't', -1, 7, 'm1', null, '{}', 'three', 'parked', true, 'messaging.refused_by_broker', '')`;

/** A database as the first `count` migrations left it, with rows; then all of them are run. */
async function migrated(count: number, rows: readonly string[]): Promise<Session> {
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('old', messagingMigrations.slice(0, count));
  owner = await openSession({ url: ownerUrl, applicationName: 'test' });
  for (const statement of rows) await owner.query(statement);
  await runMigrations({ ownerUrl, appRole, migrations: messagingMigrations });
  return owner;
}

describe('the messages of an older version', () => {
  it('are told apart by what they are, and those that failed without a code are due again', async () => {
    await migrated(1, [PARKED]);

    const rows = await owner.query(
      `select log_offset::int as place, identity is not null as told, replay_after <= now() as due, automatic_replays as replays
       from parked_message order by position`,
    );

    expect(rows).toEqual([
      { place: 5, told: true, due: true, replays: 0 },
      { place: 6, told: true, due: null, replays: 0 },
      { place: 7, told: false, due: null, replays: 0 },
    ]);
  });

  it('stay taken, each by its own utility', async () => {
    const event = '0190f9c0-0000-7000-8000-0000000000aa';
    await migrated(1, [`insert into inbox (event_id, group_name, utility) values ('${event}', 'g', 'north')`]);

    const take = (utility: string) =>
      owner.query(`insert into inbox (event_id, group_name, utility) values ('${event}', 'g', $1) on conflict do nothing returning 1`, [
        utility,
      ]);

    expect(await take('north')).toHaveLength(0);
    expect(await take('south')).toHaveLength(1);
  });
});

describe('the outbox of an older version', () => {
  const OLD = `
insert into outbox (id, utility, topic, type, source, key, value, bytes, occurred_at, published_at, parked_at)
select gen_random_uuid(), 'north', 't', 'e', 's', 'k', name, 1, now(), now() - age, parked
from (values ('waits', null, null), ('parked', null, now()), ('sent today', interval '0', null), ('sent the day before', interval '1 day', null),
             ('sent long ago', interval '60 days', null)) as row(name, age, parked)`;

  it('has what waits and what is parked where it was, and what was sent by the day', async () => {
    await migrated(4, [OLD]);

    expect(await owner.query('select position::int, value, again, parked_at is not null as parked from outbox order by position')).toEqual([
      { position: 1, value: 'waits', again: false, parked: false },
      { position: 2, value: 'parked', again: false, parked: true },
    ]);
    expect(await owner.query('select position::int, value from outbox_sent order by position')).toEqual([
      { position: 3, value: 'sent today' },
      { position: 4, value: 'sent the day before' },
    ]);
    const [next] = await owner.query(
      `insert into outbox (id, utility, topic, type, source, key, value, bytes, occurred_at)
       values (gen_random_uuid(), 'north', 't', 'e', 's', 'k', 'new', 1, now()) returning position::int`,
    );
    expect(next).toEqual({ position: 6 });
  });

  it('drops its days though another table’s name ends as no day does, whichever way PostgreSQL looks for them', async () => {
    const { ownerUrl, appRole } = await postgres.createServiceDatabase('names', messagingMigrations.slice(0, -1));
    owner = await openSession({ url: ownerUrl, applicationName: 'test' });
    await owner.query('create table list_of_conditions_of_all (utility text)');
    const drop = async (): Promise<readonly object[]> => {
      for (const way of ['enable_nestloop', 'enable_mergejoin', 'enable_indexscan', 'enable_bitmapscan'])
        await owner.query(`alter function drop_outbox_sent_before set ${way} = off`);
      return owner.query(`select drop_outbox_sent_before(now() - interval '100 days') as dropped`);
    };
    await expect(drop()).rejects.toThrow(/invalid value/);

    await runMigrations({ ownerUrl, appRole, migrations: messagingMigrations });

    await owner.query(`create table outbox_sent_2020_01_01 partition of outbox_sent for values from ('2020-01-01') to ('2020-01-02')`);
    expect(await drop()).toEqual([{ dropped: 1 }]);
  });
});

const TAKEN = { from: 'old', to: 'new', types: ['sale', 'return'] } as const;

class TakeEventsOver1800000000000 implements MigrationInterface {
  readonly name = 'TakeEventsOver1800000000000';

  up(queryRunner: QueryRunner): Promise<void> {
    return takeOverEvents(queryRunner, TAKEN);
  }

  down(queryRunner: QueryRunner): Promise<void> {
    return giveEventsBack(queryRunner, TAKEN);
  }
}

describe('events that a new group takes over', () => {
  const migrations = [...messagingMigrations, TakeEventsOver1800000000000];
  const PLACES = `insert into consumer_place (group_name, topic, partition, next_offset, last_mark)
    values ('old', 't', 0, 7, 'm'), ('old', 't', 1, 9, 'n'), ('new', 't', 1, 8, 'l'), ('other', 't', 0, 5, 'k')`;
  const WAITING = `
    insert into parked_message (id, utility, direction, group_name, topic, partition, log_offset, key, type, headers, value, state, holds_key, code, reason, identity)
    select gen_random_uuid(), 'north', direction, group_name, 't', 0, place, 'k', type, '{}', 'v', state, false, 'c', 'r',
      case direction when 'in' then decode(lpad(to_hex(place), 2, '0'), 'hex') end
    from (values (1, 'in', 'old', 'sale', 'parked'), (2, 'in', 'old', 'return', 'held'), (3, 'in', 'old', 'sale', 'discarded'),
                 (4, 'in', 'old', 'payment', 'parked'), (5, 'in', 'other', 'sale', 'parked'), (6, 'out', 'old', 'sale', 'parked'))
      as row(place, direction, group_name, type, state)`;
  const places = () =>
    owner.query(
      `select group_name as "group", partition, next_offset::int as next, last_mark as mark from consumer_place order by group_name, partition`,
    );
  const groups = async () =>
    (await owner.query<{ name: string }>(`select group_name as name from parked_message order by log_offset`)).map(({ name }) => name);
  /** All of it before, and the events taken over. */
  async function takenOver(): Promise<string> {
    const { ownerUrl, appRole } = await postgres.createServiceDatabase('old', messagingMigrations);
    owner = await openSession({ url: ownerUrl, applicationName: 'test' });
    for (const statement of [PLACES, WAITING]) await owner.query(statement);
    await runMigrations({ ownerUrl, appRole, migrations });
    return ownerUrl;
  }

  it('are heard from where the other group stands, or the new one already does, with what waits of them and nothing else', async () => {
    await takenOver();

    expect(await places()).toEqual([
      { group: 'new', partition: 0, next: 7, mark: 'm' },
      { group: 'new', partition: 1, next: 8, mark: 'l' },
      { group: 'old', partition: 0, next: 7, mark: 'm' },
      { group: 'old', partition: 1, next: 9, mark: 'n' },
      { group: 'other', partition: 0, next: 5, mark: 'k' },
    ]);
    expect(await groups()).toEqual(['new', 'new', 'old', 'old', 'other', 'old']);
  });

  it('are given back with what waits of them, from the place of whichever of the two has heard less', async () => {
    const url = await takenOver();
    await owner.query(`update consumer_place set next_offset = 20, last_mark = 'ahead' where group_name = 'old' and partition = 0`);
    await owner.query(`update consumer_place set next_offset = 12, last_mark = 'behind' where group_name = 'new' and partition = 0`);
    await owner.query(`update consumer_place set next_offset = 30, last_mark = 'ahead' where group_name = 'new' and partition = 1`);

    await undoMigration(url, migrations);

    expect(await places()).toEqual([
      { group: 'old', partition: 0, next: 12, mark: 'behind' },
      { group: 'old', partition: 1, next: 9, mark: 'n' },
      { group: 'other', partition: 0, next: 5, mark: 'k' },
    ]);
    expect(await groups()).toEqual(['old', 'old', 'old', 'old', 'other', 'old']);
  });
});
