import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { NumberTellings1764000226000 } from './1764000226000-number-tellings.js';

const BEFORE = vendingMigrations.slice(0, vendingMigrations.indexOf(NumberTellings1764000226000));

it('takes what was told of campaigns before for the first of it, and lets the service count on', async () => {
  const postgres = await startPostgres();
  const { ownerUrl, appRole, url } = await postgres.createServiceDatabase('vending', BEFORE);
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`set openprepay.utility = '*'`);
  await owner.query(
    `with planned as (
       insert into campaign (utility, campaign_id, code, name, selection, to_key, channels, state, planned_meters, created_at,
         created_by_subject, created_by_username)
       values ('acme', gen_random_uuid(), 'C', 'Rollover', '{}', '{}', '{vend}', 'planned', 7, now(), 'eve', 'eve') returning campaign_id)
     insert into campaign_told (utility, campaign_id, told) select 'acme', campaign_id, '{"state":"planned"}' from planned`,
  );

  await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, NumberTellings1764000226000] });

  const rows = async (client: pg.Client) => (await client.query('select told, revision from campaign_told')).rows as unknown;
  expect(await rows(owner)).toEqual([{ told: { state: 'planned' }, revision: 1 }]);
  const service = new pg.Client({ connectionString: url });
  await service.connect();
  await service.query(`set openprepay.utility = 'acme'`);
  await service.query('update campaign_told set revision = revision + 1');
  expect(await rows(service)).toEqual([{ told: { state: 'planned' }, revision: 2 }]);
  await service.end();
  await owner.end();
  await postgres.stop();
});
