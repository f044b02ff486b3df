import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { billingMigrations } from '../migrations.js';
import { ConfirmTariffs1764000004001 } from './1764000004001-confirm-tariffs.js';

const BEFORE = billingMigrations.slice(0, billingMigrations.indexOf(ConfirmTariffs1764000004001));

let postgres: TestPostgres;
beforeAll(async () => void (postgres = await startPostgres()));
afterAll(() => postgres.stop());

describe('ConfirmTariffs', () => {
  it('takes no version that is there for confirmed, and lets the service change no confirmation', async () => {
    const { ownerUrl, url, appRole } = await postgres.createServiceDatabase('billing', BEFORE);
    const owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    await owner.query(`insert into tariff values ('acme', 'DOM', 'electricity', 'KES', 1)`);
    await owner.query(`insert into tariff_version values ('acme', 'DOM', 1, now(), '{}', now())`);

    await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, ConfirmTariffs1764000004001] });

    expect((await owner.query('select 1 from tariff_application')).rows).toEqual([]);
    const app = new pg.Client({ connectionString: url });
    await app.connect();
    await app.query(`select set_config('openprepay.utility', 'acme', false)`);
    await app.query(`insert into tariff_application values ('acme', 'DOM', 1, now())`);
    await expect(app.query('update tariff_application set applied_at = now()')).rejects.toMatchObject({ code: '42501' });
    await expect(app.query('delete from tariff_application')).rejects.toMatchObject({ code: '42501' });
    await app.end();
    await owner.end();
  });
});
