import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { expect, it } from 'vitest';
import { telemetryMigrations } from '../migrations.js';
import { CountQuarantine1764000190000 } from './1764000190000-count-quarantine.js';

const BEFORE = telemetryMigrations.slice(0, telemetryMigrations.indexOf(CountQuarantine1764000190000));

it('counts what waited before by an index that has none of what was settled', async () => {
  const postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('telemetry', BEFORE);
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`insert into quarantine
    (id, utility, topic, payload, payload_bytes, payload_digest, code, reason, received_at, last_received_at, state, settled_at, settled_by)
    select gen_random_uuid(), 'acme', 't' || n, 'x', 1, 'd', 'telemetry.payload_invalid', 'r', now(), now(),
      case n when 1 then 'open' else 'discarded' end, case n when 1 then null else now() end, case n when 1 then null else 'ann' end
    from generate_series(1, 3) n`);

  await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, CountQuarantine1764000190000] });
  await owner.query('analyze quarantine');

  const rows = await owner.query(`select count(*)::int as messages from quarantine where utility = 'acme' and state = 'open'`);
  expect(rows.rows).toEqual([{ messages: 1 }]);
  const size = await owner.query(`select reltuples::int as entries from pg_class where relname = 'quarantine_codes'`);
  expect(size.rows).toEqual([{ entries: 1 }]);
  await owner.end();
  await postgres.stop();
});
