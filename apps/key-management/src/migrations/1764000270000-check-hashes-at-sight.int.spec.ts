import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres } from '@openprepay/testing/postgres';
import { undoMigration } from '@openprepay/testing/undo-migration';
import pg from 'pg';
import { expect, it } from 'vitest';
import { keyManagementMigrations } from '../migrations.js';
import { CheckHashesAtSight1764000270000 } from './1764000270000-check-hashes-at-sight.js';

const place = keyManagementMigrations.indexOf(CheckHashesAtSight1764000270000);
const BEFORE = keyManagementMigrations.slice(0, place);
const AFTER = keyManagementMigrations.slice(0, place + 1);
const HASH = '0123456789abcdef'.repeat(4);
const NO_HASHES = [HASH.slice(1), `${HASH}0`, `G${HASH.slice(1)}`, HASH.toUpperCase(), `${HASH.slice(1)}\n`, ''];

it('refuses what is no hash as it did before, keeps the entries that are there, and back', async () => {
  const postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('key_management', BEFORE);
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`select set_config('openprepay.utility', 'acme', false)`);
  await owner.query('alter table audit_entry disable trigger user');
  let sequence = 0;
  const append = (previousHash: string, hash: string) =>
    owner.query(
      `insert into audit_entry (utility, sequence, at, actor_subject, actor_username, action, target, details, previous_hash, hash)
       values ('acme', $1, now(), 's', 'u', 'a', 't', '{}', $2, $3)`,
      [(sequence += 1), previousHash, hash],
    );
  const isChecked = async () => {
    await append(HASH, HASH);
    for (const other of NO_HASHES) {
      await expect(append(other, HASH), other).rejects.toThrow(/audit_entry_previous_hash_check/);
      await expect(append(HASH, other), other).rejects.toThrow(/audit_entry_hash_check/);
    }
  };
  await isChecked();

  await runMigrations({ ownerUrl, appRole, migrations: AFTER });
  await isChecked();

  await undoMigration(ownerUrl, AFTER);
  await isChecked();
  expect((await owner.query('select from audit_entry')).rows).toHaveLength(3);
  await owner.end();
  await postgres.stop();
});
