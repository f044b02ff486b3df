import { openSession, type Session } from '@openprepay/persistence/session';
import { sql } from '@openprepay/persistence/sql';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { ServiceDatabase, TestPostgres } from '@openprepay/testing/postgres';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Housekeeping } from '../src/housekeeping.js';
import { defaultLimits, type MessagingLimits } from '../src/limits.js';
import { messagingMetrics } from '../src/metrics.js';
import { SENT_COLUMNS } from '../src/outbox/outbox-row.js';
import { database, newShop, sales, shopPostgres, startService, type TestService } from './service.js';

const DAY_MS = 86_400_000;
let postgres: TestPostgres;
let db: Pick<ServiceDatabase, 'url' | 'ownerUrl'>;
let service: TestService;
let owner: Session;

beforeAll(async () => {
  postgres = await shopPostgres();
});

beforeEach(async () => {
  db = await database(postgres);
  service = await startService({ url: db.url, brokers: ['127.0.0.1:1'], shop: newShop() });
  owner = await openSession({ url: db.ownerUrl, applicationName: 'test' });
});

afterEach(async () => {
  await owner.close();
  await service.dataSource.destroy();
});

afterAll(() => postgres.stop());

const run = <T>(text: string) => service.unitOfWork.run(ALL_UTILITIES, (tx) => sql<T>(tx, text));
const housekeeping = (limits: Partial<MessagingLimits> = {}) =>
  new Housekeeping({
    unitOfWork: service.unitOfWork,
    limits: { ...defaultLimits, outboxRetentionMs: DAY_MS, inboxRetentionMs: DAY_MS, parkedRetentionMs: DAY_MS, ...limits },
    metrics: messagingMetrics(new Registry()),
    logger: pino({ level: 'silent' }),
  });
const markSent = (serial: number, days: number) =>
  run(`
    with sent as (delete from outbox where value like '%"serial":${serial},%' returning ${SENT_COLUMNS})
    insert into outbox_sent (${SENT_COLUMNS}, sent_at) select ${SENT_COLUMNS}, now() - interval '${days} days' from sent`);

describe('housekeeping', () => {
  it('measures what waits, and drops whole days of what was sent long enough ago', async () => {
    await owner.query(`select ensure_outbox_sent_days(current_date - 5)`);
    await service.sell('north', sales('m1', 1, 4));
    await markSent(1, 5);
    await markSent(2, 2);
    await markSent(3, 0);

    const kept = housekeeping();
    await kept.purge();
    await kept.measure();

    expect(await run(`select (value::json->>'serial')::int as serial from outbox_sent order by position`)).toEqual([{ serial: 3 }]);
    expect(kept.depth().depth).toBe(1);
    const days = await owner.query(`select 1 from pg_inherits where inhparent = 'outbox_sent'::regclass`);
    expect(days).toHaveLength(4);
  });

  it('lets nobody see what another utility has sent, not in a day of its own either', async () => {
    await service.sell('north', sales('m1', 1, 1));
    await markSent(1, 0);
    const [day] = await owner.query<{ name: string }>(`select tableoid::regclass::text as name from outbox_sent`);
    const seen = (utility: string, table: string) => service.unitOfWork.run(utility, (tx) => sql(tx, `select 1 from ${table}`));

    expect(await seen('north', 'outbox_sent')).toHaveLength(1);
    expect(await seen('south', 'outbox_sent')).toEqual([]);
    await expect(seen(ALL_UTILITIES, day!.name)).rejects.toThrow(/permission denied/);
  });

  it('removes all that is old, however much there is at a time, whatever its id says', async () => {
    await run(`
      insert into inbox (event_id, group_name, utility, received_at)
      select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7000' || lpad(to_hex(n), 16, '8'))::uuid, 'g', 'north', at
      from generate_series(1, 40) n, lateral (select now() - make_interval(days => n % 4) as at) made
      union all select 'ffffffff-0000-4000-8000-000000000000', 'g', 'north', now() - interval '3 days'`);

    await housekeeping({ purgeRows: 7 }).purge();

    expect(await run('select 1 from inbox')).toHaveLength(10);
  });

  it('leaves to another replica what that one is removing', async () => {
    await run(`insert into inbox (event_id, group_name, utility, received_at)
      select gen_random_uuid(), 'g', 'north', now() - interval '3 days' from generate_series(1, 5)`);
    await owner.query('begin');
    await owner.query('select 1 from inbox limit 2 for update');

    await housekeeping().purge();

    await owner.query('rollback');
    expect(await run('select 1 from inbox')).toHaveLength(2);
  });
});
