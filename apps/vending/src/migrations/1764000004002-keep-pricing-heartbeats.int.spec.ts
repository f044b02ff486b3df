import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { KeepPricingHeartbeats1764000004002 } from './1764000004002-keep-pricing-heartbeats.js';

const BEFORE = vendingMigrations.slice(0, vendingMigrations.indexOf(KeepPricingHeartbeats1764000004002));

let postgres: TestPostgres;
beforeAll(async () => void (postgres = await startPostgres()));
afterAll(() => postgres.stop());

describe('KeepPricingHeartbeats', () => {
  it('leaves the copy of pricing as it is, trusted until billing says how far', async () => {
    const { ownerUrl, appRole } = await postgres.createServiceDatabase('vending', BEFORE);
    const owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    await owner.query(`insert into tariff_version values ('acme', 'DOM', 1, '{}')`);

    await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, KeepPricingHeartbeats1764000004002] });

    expect((await owner.query('select tariff_code from tariff_version')).rows).toEqual([{ tariff_code: 'DOM' }]);
    expect((await owner.query('select 1 from pricing_heartbeat')).rows).toEqual([]);
    await owner.end();
  });
});
