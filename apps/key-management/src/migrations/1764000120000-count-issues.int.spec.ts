import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyManagementMigrations } from '../migrations.js';
import { CountIssues1764000120000 } from './1764000120000-count-issues.js';

const BEFORE = keyManagementMigrations.slice(0, keyManagementMigrations.indexOf(CountIssues1764000120000));

let postgres: TestPostgres;
beforeAll(async () => void (postgres = await startPostgres()));
afterAll(() => postgres.stop());

const answer = (nth: number) => `
  insert into token_answer (utility, request_id, digest, meter_number, meter_pan, supply_group_code, key_type, key_revision, tariff_index,
    encryption_algorithm, decoder_key_algorithm, base_date, refusal_code, answered_at)
  values ('acme', '00000000-0000-4000-8000-00000000000${nth}', '\\x01', 'm', 'p', '600100', 2, 1, '01', 'EA11', 'DKGA04', 2014, 'refused', now())`;

describe('CountIssues', () => {
  it('leaves it open who asked for what was answered before, and has answers say so from then on', async () => {
    const { ownerUrl, appRole } = await postgres.createServiceDatabase('key_management', BEFORE);
    const owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    await owner.query(answer(1));

    await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, CountIssues1764000120000] });
    await owner.query(answer(2));
    await owner.query(`select set_config('openprepay.requester', 'somebody', false)`);
    await owner.query(answer(3));

    const { rows } = await owner.query(`select requester from token_answer order by request_id`);
    expect(rows).toEqual([{ requester: null }, { requester: null }, { requester: 'somebody' }]);
    await expect(
      owner.query(`insert into issue_statement values ('acme', '2026-11-10T08:30:00Z', 1, gen_random_uuid(), 1, 1, now(), '')`),
    ).rejects.toThrow('issue_statement_hour_check');
    await owner.end();
  });
});
