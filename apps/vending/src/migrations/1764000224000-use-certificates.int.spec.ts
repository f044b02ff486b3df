import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { UseCertificates1764000224000 } from './1764000224000-use-certificates.js';

const BEFORE = vendingMigrations.slice(0, vendingMigrations.indexOf(UseCertificates1764000224000));
const [VENDOR, OUTLET, TERMINAL] = [1, 2, 3].map((nth) => `0198a1a5-0000-7000-8000-00000000000${nth}`);
const ISSUED = '2026-11-10T08:00:00Z';

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
  for (const [serial, revoked] of [
    ['01', 'now()'],
    ['02', 'null'],
    ['03', 'null'],
  ] as const) {
    await owner.query(
      `insert into terminal_certificate (utility, serial, terminal_id, client_id, fingerprint, issued_at, issued_by, expires_at,
         revoked_at, revoked_by)
       values ('acme', $1, '${TERMINAL}', 'T-1', decode(repeat($1, 32), 'hex'), $2, 'operator', now() + interval '1 day',
         ${revoked}, ${revoked === 'null' ? 'null' : "'operator'"})`,
      [serial, ISSUED],
    );
  }
  await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, UseCertificates1764000224000] });
});
afterAll(async () => {
  await owner.end();
  await postgres.stop();
});

describe('UseCertificates', () => {
  it('takes those in force for the ones in use, and leaves what is revoked as it was', async () => {
    const { rows } = await owner.query('select serial, used_at from terminal_certificate order by serial');

    expect(rows).toEqual([
      { serial: '01', used_at: null },
      { serial: '02', used_at: new Date(ISSUED) },
      { serial: '03', used_at: new Date(ISSUED) },
    ]);
  });
});
