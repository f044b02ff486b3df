import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gatewayMigrations } from '../migrations.js';

const HASH = `'\\x${'ab'.repeat(32)}'`;

describe('WebSessions', () => {
  let postgres: TestPostgres;
  let owner: pg.Client;
  let app: pg.Client;
  beforeAll(async () => {
    postgres = await startPostgres();
    const { ownerUrl, url } = await postgres.createServiceDatabase('gateway', gatewayMigrations);
    [owner, app] = [new pg.Client({ connectionString: ownerUrl }), new pg.Client({ connectionString: url })];
    await Promise.all([owner.connect(), app.connect()]);
    for (const code of ['north', 'south']) {
      await owner.query(`insert into utility values ($1, $1, 'KES', 'UTC', now())`, [code]);
      await owner.query(
        `insert into app_user (id, utility, username, password_hash, roles, state, created_at, changed_at, credential_changed_at, roles_changed_at, password_own)
         values (gen_random_uuid(), $1, 'ann', '', '{clerk}', 'active', now(), now(), now(), now(), true)`,
        [code],
      );
      await owner.query(
        `insert into web_session (id, utility, user_id, roles, credential_changed_at, secret_hash, rotated_at, created_at, idle_until, expires_at)
         select gen_random_uuid(), utility, id, roles, now(), ${HASH}, now(), now(), now() + '1 hour', now() + '1 day' from app_user where utility = $1`,
        [code],
      );
    }
  });
  afterAll(async () => {
    await Promise.all([owner.end(), app.end()]);
    await postgres.stop();
  });

  it('shows a utility its own sessions alone', async () => {
    await app.query(`select set_config('openprepay.utility', 'north', false)`);

    expect((await app.query('select utility from web_session')).rows).toEqual([{ utility: 'north' }]);
  });

  it('lets one that has ended stay so, and belong to nobody else', async () => {
    await app.query(`select set_config('openprepay.utility', '*', false)`);
    await expect(
      app.query(`update web_session set user_id = (select id from app_user where utility = 'north') where utility = 'south'`),
    ).rejects.toMatchObject({
      code: '23001',
    });
    await expect(app.query(`update web_session set expires_at = expires_at + interval '1 day'`)).rejects.toMatchObject({ code: '23001' });
    await app.query(`update web_session set ended_at = now(), ended_why = 'signed-out' where utility = 'south'`);

    await expect(app.query(`update web_session set ended_at = null, ended_why = null where utility = 'south'`)).rejects.toMatchObject({
      code: '23001',
    });
  });
});
