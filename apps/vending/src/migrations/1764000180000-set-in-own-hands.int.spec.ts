import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { SetInOwnHands1764000180000 } from './1764000180000-set-in-own-hands.js';

const before = vendingMigrations.slice(0, vendingMigrations.indexOf(SetInOwnHands1764000180000));
const POLICIES = {
  token_policy: `insert into token_policy (utility, position, approval, limits, changed_by_subject, changed_by_username, changed_at)
    values ('acme', 1, '[]', '[]', 'ann', 'ann', now())`,
  reversal_policy: `insert into reversal_policy (utility, position, mode, approval, changed_by_subject, changed_by_username, changed_at)
    values ('acme', 1, 'never', false, 'ann', 'ann', now())`,
  free_issue_policy: `insert into free_issue_policy (utility, position, approval_above_tenths, changed_by_subject, changed_by_username, changed_at)
    values ('acme', 1, 10, 'ann', 'ann', now())`,
};

it('takes what was set before as set by people whose accounts were in their own hands', async () => {
  const postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('vending', before);
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    await owner.query(`set openprepay.utility = '*'`);
    for (const insert of Object.values(POLICIES)) await owner.query(insert);

    await runMigrations({ ownerUrl, appRole, migrations: [...before, SetInOwnHands1764000180000] });

    for (const table of Object.keys(POLICIES)) {
      const { rows } = await owner.query(`select changed_by_subject, changed_in_own_hands from ${table}`);
      expect({ table, rows }).toEqual({ table, rows: [{ changed_by_subject: 'ann', changed_in_own_hands: true }] });
    }
  } finally {
    await owner.end();
    await postgres.stop();
  }
});
