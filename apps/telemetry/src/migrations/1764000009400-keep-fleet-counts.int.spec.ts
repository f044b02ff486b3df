import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { telemetryMigrations } from '../migrations.js';
import { KeepFleetCounts1764000009400 } from './1764000009400-keep-fleet-counts.js';

const BEFORE = telemetryMigrations.slice(0, telemetryMigrations.indexOf(KeepFleetCounts1764000009400));

let postgres: TestPostgres;
beforeAll(async () => void (postgres = await startPostgres()));
afterAll(() => postgres.stop());

describe('KeepFleetCounts', () => {
  it('counts the meters and deliveries that are there already', async () => {
    const { ownerUrl, appRole } = await postgres.createServiceDatabase('telemetry', BEFORE);
    const owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    await owner.query(`insert into meter (utility, meter_number, meter_pan, commodity, changed_at, revision)
      select 'acme', 'm' || n, 'pan', 'electricity', now(), 1 from generate_series(1, 6) n`);
    await owner.query(`insert into meter_state (utility, meter_number, connected, changed_at, last_seen_at)
      select 'acme', 'm' || n, n < 3, now(), '2026-11-20T10:20:00Z' from generate_series(1, 5) n`);
    await owner.query(`insert into token_delivery
        (delivery_id, utility, vend_id, meter_number, meter_pan, tokens, state, created_at, expires_at, next_attempt_at, settled_at)
      select gen_random_uuid(), 'acme', gen_random_uuid(), 'm1', 'pan', '{1}', state, '2026-11-20T10:20:00Z', now(), now(),
        case state when 'pending' then null else now() end
      from unnest(array['pending', 'accepted', 'accepted']) state`);

    await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, KeepFleetCounts1764000009400] });

    const { rows } = await owner.query('select figure, bucket, total::int from fleet_count order by figure');
    const quarter = new Date('2026-11-20T10:15:00Z');
    expect(rows).toEqual([
      { figure: 'connected', bucket: -Infinity, total: 2 },
      { figure: 'delivery:accepted', bucket: quarter, total: 2 },
      { figure: 'delivery:pending', bucket: quarter, total: 1 },
      { figure: 'never-seen', bucket: -Infinity, total: 1 },
      { figure: 'offline', bucket: new Date('2026-11-20T10:00:00Z'), total: 3 },
    ]);
    await owner.query(
      `insert into meter_state (utility, meter_number, connected, changed_at, last_seen_at) values ('acme', 'm6', true, now(), now())`,
    );
    expect((await owner.query('select from unheard_meter')).rowCount).toBe(0);
    await owner.end();
  });
});
