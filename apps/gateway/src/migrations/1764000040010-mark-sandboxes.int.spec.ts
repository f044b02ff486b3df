import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gatewayMigrations } from '../migrations.js';
import { MarkSandboxes1764000040010 } from './1764000040010-mark-sandboxes.js';

const BEFORE = gatewayMigrations.slice(0, gatewayMigrations.indexOf(MarkSandboxes1764000040010));

describe('MarkSandboxes', () => {
  let postgres: TestPostgres;
  let owner: pg.Client;
  let app: pg.Client;
  beforeAll(async () => {
    postgres = await startPostgres();
    const { ownerUrl, url, appRole } = await postgres.createServiceDatabase('gateway', BEFORE);
    [owner, app] = [new pg.Client({ connectionString: ownerUrl }), new pg.Client({ connectionString: url })];
    await Promise.all([owner.connect(), app.connect()]);
    await owner.query(`insert into utility values ('north', 'North', 'KES', 'UTC', now())`);
    await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, MarkSandboxes1764000040010] });
  });
  afterAll(async () => {
    await Promise.all([owner.end(), app.end()]);
    await postgres.stop();
  });

  it('makes no sandbox of a utility of before', async () => {
    expect((await owner.query('select sandbox from utility')).rows).toEqual([{ sandbox: false }]);
  });

  it('lets the service make no utility a sandbox, nor a real one of it', async () => {
    await app.query(`select set_config('openprepay.utility', 'north', false)`);

    await expect(app.query('update utility set sandbox = true')).rejects.toThrow('permission denied');
  });
});
