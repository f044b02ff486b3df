import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { expect, it } from 'vitest';
import { telemetryMigrations } from '../migrations.js';
import { SettleQuarantine1764000060010 } from './1764000060010-settle-quarantine.js';

const BEFORE = telemetryMigrations.slice(0, telemetryMigrations.indexOf(SettleQuarantine1764000060010));

it('leaves what was set aside before open', async () => {
  const postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('telemetry', BEFORE);
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`insert into quarantine
    (id, utility, topic, payload, payload_bytes, payload_digest, code, reason, received_at, last_received_at)
    values (gen_random_uuid(), 'acme', 't', 'x', 1, 'd', 'telemetry.payload_invalid', 'r', now(), now())`);

  await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, SettleQuarantine1764000060010] });

  expect((await owner.query('select state, settled_at, settled_by from quarantine')).rows).toEqual([
    { state: 'open', settled_at: null, settled_by: null },
  ]);
  await expect(owner.query(`update quarantine set state = 'discarded'`)).rejects.toThrow(/quarantine_settled/);
  await owner.end();
  await postgres.stop();
});
