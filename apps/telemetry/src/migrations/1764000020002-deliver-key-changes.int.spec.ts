import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { telemetryMigrations } from '../migrations.js';
import { DeliverKeyChanges1764000020002 } from './1764000020002-deliver-key-changes.js';

const BEFORE = telemetryMigrations.slice(0, telemetryMigrations.indexOf(DeliverKeyChanges1764000020002));

let postgres: TestPostgres;
let owner: pg.Client;
beforeAll(async () => {
  postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('telemetry', BEFORE);
  owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`set openprepay.utility = '*'`);
  await owner.query(`insert into token_delivery (delivery_id, utility, vend_id, issued_for, meter_number, meter_pan, tokens, state, created_at, expires_at, next_attempt_at)
    values ('00000000-0000-4000-8000-000000000001', 'acme', '00000000-0000-4000-8000-000000000002', 'vend', '07000000017', '600727070000000178',
      '{11112222333344445555}', 'pending', now(), now() + interval '1 hour', now())`);
  await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, DeliverKeyChanges1764000020002] });
});
afterAll(async () => {
  await owner.end();
  await postgres.stop();
});

it('DeliverKeyChanges leaves deliveries of before with nothing in front of their credit, and takes sets from now on', async () => {
  expect((await owner.query('select ahead from token_delivery')).rows).toEqual([{ ahead: 0 }]);

  await owner.query(`update token_delivery set issued_for = 'key-change'`);
  await expect(owner.query(`update token_delivery set issued_for = 'anything'`)).rejects.toThrow('issued_for_check');
});
