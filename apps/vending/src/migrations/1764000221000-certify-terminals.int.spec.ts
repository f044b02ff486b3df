import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { CertifyTerminals1764000221000 } from './1764000221000-certify-terminals.js';

const BEFORE = vendingMigrations.slice(0, vendingMigrations.indexOf(CertifyTerminals1764000221000));
const [VENDOR, OUTLET, TERMINAL] = [1, 2, 3].map((nth) => `0198a1a5-0000-7000-8000-00000000000${nth}`);

let postgres: TestPostgres;
let owner: pg.Client;
beforeAll(async () => {
  postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('vending', BEFORE);
  owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`set openprepay.utility = '*'`);
  await owner.query(`insert into vendor (utility, vendor_id, name, currency, float_minor, float_limit_minor, created_at)
    values ('acme', '${VENDOR}', 'Shop', 'KES', 0, 0, now())`);
  await owner.query(`insert into outlet (utility, outlet_id, vendor_id, name, created_at, created_by)
    values ('acme', '${OUTLET}', '${VENDOR}', 'Market', now(), 'operator')`);
  await owner.query(`insert into terminal (utility, terminal_id, outlet_id, vendor_id, name, secret_hash, time_zone, created_at, created_by)
    values ('acme', '${TERMINAL}', '${OUTLET}', '${VENDOR}', 'Till 1', decode(repeat('00', 32), 'hex'), 'UTC', now(), 'operator')`);
  await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, CertifyTerminals1764000221000] });
});
afterAll(async () => {
  await owner.end();
  await postgres.stop();
});

const insert = (serial: string, fingerprint: string): Promise<unknown> =>
  owner.query(
    `insert into terminal_certificate (utility, serial, terminal_id, client_id, fingerprint, issued_at, issued_by, expires_at)
     values ('acme', $1, '${TERMINAL}', 'T-1', decode($2, 'hex'), now(), 'operator', now() + interval '1 day')`,
    [serial, fingerprint],
  );

describe('CertifyTerminals', () => {
  it('leaves the terminals that there are as they were, without a certificate', async () => {
    const { rows } = await owner.query(
      'select t.name, t.revoked_at, c.serial from terminal t left join terminal_certificate c using (utility, terminal_id)',
    );

    expect(rows).toEqual([{ name: 'Till 1', revoked_at: null, serial: null }]);
  });

  it('knows a certificate once, and takes none back that is revoked', async () => {
    await insert('01', '11'.repeat(32));

    await expect(insert('02', '11'.repeat(32))).rejects.toThrow('terminal_certificate_fingerprint');
    await owner.query(`update terminal_certificate set revoked_at = now(), revoked_by = 'operator' where serial = '01'`);
    await expect(owner.query(`update terminal_certificate set revoked_at = null, revoked_by = null where serial = '01'`)).rejects.toThrow(
      'a revoked certificate stays revoked',
    );
  });
});
