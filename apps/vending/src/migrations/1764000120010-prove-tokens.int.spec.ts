import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { ProveTokens1764000120010 } from './1764000120010-prove-tokens.js';

const BEFORE = vendingMigrations.slice(0, vendingMigrations.indexOf(ProveTokens1764000120010));

let postgres: TestPostgres;
beforeAll(async () => void (postgres = await startPostgres()));
afterAll(() => postgres.stop());

describe('ProveTokens', () => {
  it('leaves the key changes of before as they are, and compares nothing by itself', async () => {
    const { ownerUrl, appRole } = await postgres.createServiceDatabase('vending', BEFORE);
    const owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    await owner.query(`
      insert into key_change (utility, key_change_id, idempotency_key, meter_number, meter_pan, from_key, to_key, reason, requested_by_subject,
        requested_by_username, requested_at, token_requested_at, state, tokens, rollover, sample_tables, issued_at)
      values ('acme', gen_random_uuid(), 'k', 'm', 'p', '{}', '{}', 'r', 's', 's', now(), now(), 'issued', '[]', false, false, now())`);
    const changes = async () => (await owner.query('select * from key_change')).rows;
    const before = await changes();

    await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, ProveTokens1764000120010] });

    expect(await changes()).toEqual(before);
    for (const table of ['vault_issue_statement', 'unexplained_issue', 'missing_issue', 'provenance_watch']) {
      expect((await owner.query(`select from ${table}`)).rows, table).toEqual([]);
    }
    const counted = (sums: string) =>
      owner.query(
        `insert into vault_issue_statement values ('acme', gen_random_uuid(), 'd', now(), 1, 0, '{}', now(), 'genuine', now(), ${sums})`,
      );
    await expect(counted('3, 1, 1, 0')).rejects.toThrow('vault_issue_statement_compared');
    await expect(counted('3, 1, 1, 1')).resolves.toMatchObject({ rowCount: 1 });
    await owner.end();
  });
});
