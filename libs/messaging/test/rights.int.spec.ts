import { openSession, type Session } from '@openprepay/persistence/session';
import { sql } from '@openprepay/persistence/sql';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { TestPostgres } from '@openprepay/testing/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, newShop, sales, shopPostgres, startService, type TestService } from './service.js';

let postgres: TestPostgres;
let service: TestService;
let owner: Session;

beforeAll(async () => {
  postgres = await shopPostgres();
  const { url, ownerUrl } = await database(postgres);
  service = await startService({ url, brokers: ['127.0.0.1:1'], shop: newShop() });
  owner = await openSession({ url: ownerUrl, applicationName: 'test' });
  await service.sell('north', sales('m1', 1, 1));
  await owner.query(PARKED);
});

afterAll(async () => {
  await owner.close();
  await service.dataSource.destroy();
  await postgres.stop();
});

const asService = (statement: string) => service.unitOfWork.run(ALL_UTILITIES, (tx) => sql(tx, statement));

/** One that waits for somebody to decide, and one that was decided on. */
const PARKED = `
insert into parked_message (id, utility, direction, group_name, topic, partition, log_offset, key, event_id, headers, value, state, holds_key, code, reason, identity, settled_at)
values
  ('0190f9c0-0000-7000-8000-000000000001', 'north', 'in', 'g', 't', 0, 5, 'm1', null, '{}', 'one', 'parked', true, 'shop.serial_refused', '', 'one', null),
  ('0190f9c0-0000-7000-8000-000000000002', 'north', 'in', 'g', 't', 0, 6, 'm1', null, '{}', 'two', 'discarded', true, 'shop.serial_refused', '', 'two', now())`;

describe('whoever takes a service over', () => {
  it.each([
    ...['id', 'utility', 'topic', 'type', 'source', 'key', 'value', 'occurred_at', 'created_at'].map((column) => ['outbox', column]),
    ...['position', 'utility', 'key', 'value', 'sent_at', 'republished_by'].map((column) => ['outbox_sent', column]),
    ...['event_id', 'group_name', 'utility'].map((column) => ['inbox', column]),
    ...['id', 'utility', 'group_name', 'topic', 'key', 'event_id', 'type', 'headers', 'value', 'identity', 'parked_at', 'holds_key'].map(
      (column) => ['parked_message', column],
    ),
    ...['group_name', 'topic', 'partition'].map((column) => ['consumer_place', column]),
    ...['group_name', 'topic', 'partition', 'kind', 'from_offset', 'to_offset', 'found_at'].map((column) => ['lost_range', column]),
  ])('does not change %s.%s', async (table, column) => {
    await expect(asService(`update ${table} set ${column} = ${column}`)).rejects.toThrow(/permission denied/);
  });

  it.each(['outbox', 'outbox_sent', 'inbox', 'parked_message', 'consumer_place', 'lost_range'])('does not empty %s', async (table) => {
    await expect(asService(`truncate ${table}`)).rejects.toThrow(/permission denied/);
  });

  it.each(['consumer_place', 'lost_range'])('removes no row of %s', async (table) => {
    await expect(asService(`delete from ${table}`)).rejects.toThrow(/permission denied/);
  });

  it('removes no message that waits for somebody to decide, only what was decided on', async () => {
    await expect(asService(`delete from parked_message`)).rejects.toThrow(/is not settled/);

    await asService(`delete from parked_message where settled_at is not null`);

    expect(await owner.query(`select convert_from(value, 'UTF8') as value from parked_message`)).toEqual([{ value: 'one' }]);
  });

  it('reaches what was sent through its table alone', async () => {
    const [{ day }] = (await owner.query(
      `select inhrelid::regclass::text as day from pg_inherits where inhparent = 'outbox_sent'::regclass limit 1`,
    )) as [{ day: string }];

    await expect(asService(`select * from ${day}`)).rejects.toThrow(/permission denied/);
    await expect(asService(`truncate ${day}`)).rejects.toThrow(/permission denied/);
  });
});
