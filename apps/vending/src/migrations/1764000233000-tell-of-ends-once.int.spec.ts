import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { TellOfEndsOnce1764000233000 } from './1764000233000-tell-of-ends-once.js';

const BEFORE = vendingMigrations.slice(0, vendingMigrations.indexOf(TellOfEndsOnce1764000233000));

it('takes the ends that were told before for told, those alone, and lets the service note others', async () => {
  const postgres = await startPostgres();
  const { ownerUrl, appRole, url } = await postgres.createServiceDatabase('vending', BEFORE);
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`set openprepay.utility = '*'`);
  for (const [code, state, told] of [
    ['told', 'completed', 'completed'],
    ['not yet', 'cancelled', 'running'],
    ['runs', 'running', 'running'],
    ['never', 'completed', null],
  ])
    await owner.query(
      `with made as (
         insert into campaign (utility, campaign_id, code, name, selection, to_key, channels, state, planned_meters, created_at,
           created_by_subject, created_by_username, started_at, started_by_subject, started_by_username, ended_at)
         values ('acme', gen_random_uuid(), $1, 'Rollover', '{}', '{}', '{vend}', $2, 0, now(), 'eve', 'eve', now(), 'eve', 'eve',
           case when $2 in ('completed', 'cancelled') then now() end) returning campaign_id)
       insert into campaign_told (utility, campaign_id, told)
       select 'acme', campaign_id, jsonb_build_object('state', $3::text) from made where $3 is not null`,
      [code, state, told],
    );

  await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, TellOfEndsOnce1764000233000] });

  const toldEnds = async (client: pg.Client) =>
    (await client.query<{ code: string }>('select code from campaign where end_told order by code')).rows.map(({ code }) => code);
  expect(await toldEnds(owner)).toEqual(['told']);
  const service = new pg.Client({ connectionString: url });
  await service.connect();
  await service.query(`set openprepay.utility = 'acme'`);
  await service.query(`update campaign set end_told = true where code = 'never'`);
  expect(await toldEnds(service)).toEqual(['never', 'told']);
  await expect(service.query(`update campaign set end_told = true where code = 'runs'`)).rejects.toMatchObject({
    constraint: 'campaign_end_told',
  });
  await service.end();
  await owner.end();
  await postgres.stop();
});
