import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { CountManyAtOnce1764000233030 } from './1764000233030-count-many-at-once.js';

const BEFORE = vendingMigrations.slice(0, vendingMigrations.indexOf(CountManyAtOnce1764000233030));
const MANY = 300;
const SECOND = '2026-12-01T00:00:00Z';

const CAMPAIGN = `
  insert into campaign (utility, campaign_id, code, name, selection, to_key, channels, state, planned_meters, created_at,
    created_by_subject, created_by_username, started_at, started_by_subject, started_by_username)
  values ('acme', '01980000-0000-7000-8000-000000000001', 'C', 'Rollover', '{}', '{}', '{vend}', 'running', 0, now(), 'eve', 'eve', now(),
    'eve', 'eve')`;
const METERS = `
  insert into campaign_meter (utility, campaign_id, meter_number, state, try_at, changed_at)
  select 'acme', campaign_id, 'm' || n, 'waiting', now(), '2026-11-30T00:00:00Z' from campaign, generate_series(1, ${MANY}) n`;

it('counts as before, and compares no row of a batch with each other one, though one alone came first', async () => {
  const postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('vending', BEFORE);
  const before = new pg.Client({ connectionString: ownerUrl });
  await before.connect();
  await before.query(CAMPAIGN);
  await before.query(METERS);
  await before.end();

  await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, CountManyAtOnce1764000233030] });

  // a session of its own, which looks how the statements of triggers are done
  const owner = new pg.Client({ connectionString: postgres.adminUrl.replace(/\/[^/]*$/, new URL(ownerUrl).pathname) });
  await owner.connect();
  const plans: string[] = [];
  owner.on('notice', ({ message }) => void plans.push(message ?? ''));
  for (const setting of [`load 'auto_explain'`, 'set auto_explain.log_min_duration = 0', 'set auto_explain.log_nested_statements = on'])
    await owner.query(setting);
  await owner.query(`set auto_explain.log_level = 'notice'`);
  const move = (which: string) => owner.query(`update campaign_meter set state = 'issued', changed_at = '${SECOND}' where ${which}`);
  await move(`meter_number = 'm1'`);
  await move(`meter_number <> 'm1'`);

  const joins = plans.filter((plan) => plan.includes('insert into campaign_tally') && plan.includes('became'));
  expect(joins).toHaveLength(2);
  for (const plan of joins) {
    expect(plan).toMatch(/(Hash|Merge) Join/);
  }
  const { rows } = await owner.query(`select state, sum(change)::int as change from campaign_tally group by 1 having sum(change) <> 0`);
  expect(rows).toEqual([{ state: 'issued', change: MANY }]);
  await owner.end();
  await postgres.stop();
});
