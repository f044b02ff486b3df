import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { expect, it } from 'vitest';
import { telemetryMigrations } from '../migrations.js';
import { FollowCommands1764000060020 } from './1764000060020-follow-commands.js';

const BEFORE = telemetryMigrations.slice(0, telemetryMigrations.indexOf(FollowCommands1764000060020));

it('does not send again what was sent before, and says that nobody knows what became of it', async () => {
  const postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('telemetry', BEFORE);
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`insert into meter_command values
    (gen_random_uuid(), 'acme', '07000000017', 'relay-open', '{}', 'ann', now(), now() + interval '1 minute')`);

  await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, FollowCommands1764000060020] });

  const { rows } = await owner.query(
    `select state, origin, sent_at = requested_at as sent, ended_at = expires_at as ended from meter_command`,
  );
  expect(rows).toEqual([{ state: 'expired', origin: 'person', sent: true, ended: true }]);
  await owner.end();
  await postgres.stop();
});
