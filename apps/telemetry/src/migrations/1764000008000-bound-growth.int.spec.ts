import { messagingMigrations } from '@openprepay/messaging/migrations';
import { runMigrations } from '@openprepay/persistence/migrate';
import { type ServiceDatabase, startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { telemetryMigrations } from '../migrations.js';
import { BoundGrowth1764000008000 } from './1764000008000-bound-growth.js';

const place = telemetryMigrations.indexOf(BoundGrowth1764000008000);

describe('BoundGrowth', () => {
  let postgres: TestPostgres;
  let database: ServiceDatabase;
  let owner: pg.Client;

  beforeAll(async () => {
    postgres = await startPostgres();
    database = await postgres.createServiceDatabase('telemetry', telemetryMigrations.slice(0, place));
    owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
  });
  afterAll(async () => {
    await owner.end();
    await postgres.stop();
  });

  it('leaves every row as it was, and finds settled and pending deliveries by their times', async () => {
    expect(place).toBeGreaterThan(messagingMigrations.length);
    await owner.query(`insert into token_delivery
        (delivery_id, utility, vend_id, meter_number, meter_pan, tokens, state, created_at, expires_at, next_attempt_at, settled_at)
      select gen_random_uuid(), 'acme', gen_random_uuid(), '07000000017', 'pan', '{1}', state, now(), now(), now(),
        case state when 'pending' then null else now() end
      from unnest(array['pending', 'accepted', 'rejected', 'expired']) state`);
    const deliveries = async () => (await owner.query('select * from token_delivery order by delivery_id')).rows as unknown[];
    const before = await deliveries();

    const ran = await runMigrations({
      ownerUrl: database.ownerUrl,
      appRole: database.appRole,
      migrations: telemetryMigrations.slice(0, place + 1),
    });

    expect(ran).toEqual(['BoundGrowth1764000008000']);
    expect(await deliveries()).toEqual(before);
    const { rows } = await owner.query<{ name: string; entries: number }>(
      `select relname as name, reltuples::int as entries from pg_class where relname in ('token_delivery_expiry', 'token_delivery_settled') order by 1`,
    );
    expect(rows).toEqual([
      { name: 'token_delivery_expiry', entries: 1 },
      { name: 'token_delivery_settled', entries: 3 },
    ]);
  });
});
