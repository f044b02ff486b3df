import { runMigrations } from '@openprepay/persistence/migrate';
import { type ServiceDatabase, startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { telemetryMigrations } from '../migrations.js';
import { DoubtReadings1764000070001 } from './1764000070001-doubt-readings.js';

const place = telemetryMigrations.indexOf(DoubtReadings1764000070001);
const METER = '07000000017';

describe('DoubtReadings', () => {
  let postgres: TestPostgres;
  let database: ServiceDatabase;
  let owner: pg.Client;

  beforeAll(async () => {
    postgres = await startPostgres();
    database = await postgres.createServiceDatabase('telemetry', telemetryMigrations.slice(0, place));
    owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    await owner.query(
      `insert into reading_hour values ('acme', '${METER}', '1-0:1.8.0', '2026-11-01T10:00Z', '{0,3}', '{1,2}', '{1,3}', '{1,2}', '{1,3}', '{1,2}', '{null,2}', '{false,true}')`,
    );
    await runMigrations({ ownerUrl: database.ownerUrl, appRole: database.appRole, migrations: telemetryMigrations.slice(0, place + 1) });
  });
  afterAll(async () => {
    await owner.end();
    await postgres.stop();
  });

  it('leaves hours that were summed up as they were, and has them looked at again', async () => {
    const hours = await owner.query('select quarters, counts, suspects, estimated from reading_hour');
    expect(hours.rows).toEqual([{ quarters: [0, 3], counts: [1, 2], suspects: [false, true], estimated: [] }]);
    const stale = await owner.query('select meter_number, hour from reading_stale');
    expect(stale.rows).toEqual([{ meter_number: METER, hour: new Date('2026-11-01T10:00Z') }]);
  });

  it('keeps what somebody ruled for ever', async () => {
    await owner.query(`insert into reading_ruling values
      (gen_random_uuid(), 'acme', '${METER}', '1-0:1.8.0', 'gap', now(), now(), 'accept', null, 'seen', 'eve', now())`);

    for (const statement of ['update reading_ruling set reason = reason', 'delete from reading_ruling', 'truncate reading_ruling'])
      await expect(owner.query(statement)).rejects.toThrow(/only grows/);
  });
});
