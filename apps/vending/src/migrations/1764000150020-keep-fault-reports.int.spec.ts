import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { AllowEngineering1764000150010 } from './1764000150010-allow-engineering.js';
import { KeepFaultReports1764000150020 } from './1764000150020-keep-fault-reports.js';
import { KeepTillMessages1764000150000 } from './1764000150000-keep-till-messages.js';

const BEFORE = vendingMigrations.slice(0, vendingMigrations.indexOf(KeepTillMessages1764000150000));
const VENDOR = '0198a1a5-0000-7000-8000-000000000001';
const REPORT = '7d1c2f80-0000-4000-8000-000000000002';

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
  const message = (id: string, kind: string, body: object) =>
    owner.query(`insert into electrum_message values ('acme', $1, $2, $3, null, '07000000017', $4, 'terminal t', '2026-11-01T08:00:00Z')`, [
      VENDOR,
      id,
      kind,
      JSON.stringify(body),
    ]);
  await message(REPORT, 'fault-report', { faultType: 'NO_CREDIT', faultDescription: 'It took no token' });
  await message('7d1c2f80-0000-4000-8000-000000000003', 'purchase', {});
  const migrations = [...BEFORE, KeepTillMessages1764000150000, AllowEngineering1764000150010, KeepFaultReports1764000150020];
  await runMigrations({ ownerUrl, appRole, migrations });
});
afterAll(async () => {
  await owner.end();
  await postgres.stop();
});

describe('KeepFaultReports', () => {
  it('shows what Electrum’s clients had reported, and nothing else that they had sent', async () => {
    const { rows } = await owner.query(
      'select report_id, door, kind, description, meter_number, reported_by, reported_at from fault_report',
    );
    expect(rows).toEqual([
      {
        report_id: REPORT,
        ...{ door: 'electrum', kind: 'NO_CREDIT', description: 'It took no token', meter_number: '07000000017' },
        reported_by: 'terminal t',
        reported_at: new Date('2026-11-01T08:00:00Z'),
      },
    ]);
  });

  it('keeps reports and messages for good', async () => {
    await expect(owner.query(`update fault_report set kind = 'another'`)).rejects.toThrow(/fault_report/);
    await owner.query(`insert into till_message values ('acme', $1, 'xmlvend:id.a:id.b:1:1', 'plain', '<a/>', 'terminal t', now())`, [
      VENDOR,
    ]);
    await expect(owner.query('delete from till_message')).rejects.toThrow(/till_message/);
  });
});
