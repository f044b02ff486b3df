import { messagingMigrations } from '@openprepay/messaging/migrations';
import { runMigrations } from '@openprepay/persistence/migrate';
import { type ServiceDatabase, startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CreateTelemetry1764000000000 } from './1764000000000-create-telemetry.js';
import { CreateReading1764000001000 } from './1764000001000-create-reading.js';
import { AddDeliveryTrace1764000002000 } from './1764000002000-add-delivery-trace.js';

const BEFORE = [...messagingMigrations, CreateTelemetry1764000000000, CreateReading1764000001000];
const ALL = [...BEFORE, AddDeliveryTrace1764000002000];
const METER = '07000000017';

describe('AddDeliveryTrace', () => {
  let postgres: TestPostgres;
  let database: ServiceDatabase;
  let owner: pg.Client;

  beforeAll(async () => {
    postgres = await startPostgres();
    database = await postgres.createServiceDatabase('telemetry', BEFORE);
    owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
  });
  afterAll(async () => {
    await owner.end();
    await postgres.stop();
  });

  const insert = (state: string, values: Readonly<Record<string, string>> = {}) => {
    const row = {
      delivery_id: 'gen_random_uuid()',
      utility: "'acme'",
      vend_id: 'gen_random_uuid()',
      meter_number: `'${METER}'`,
      meter_pan: "'600727070000000178'",
      tokens: "'{11111111111111111111}'",
      state: `'${state}'`,
      created_at: 'now()',
      expires_at: 'now()',
      next_attempt_at: 'now()',
      ...values,
    };
    return owner.query(`insert into token_delivery (${Object.keys(row).join(', ')}) values (${Object.values(row).join(', ')})`);
  };
  const deliveries = async () => (await owner.query('select * from token_delivery order by state')).rows as Record<string, unknown>[];

  it('leaves the deliveries that are there as they were, without a trace, for the service to see and settle', async () => {
    await insert('accepted', { settled_at: 'now()', verdicts: `'{"11111111111111111111":"accepted"}'` });
    await insert('pending', { attempts: '3' });
    const before = await deliveries();

    expect(await runMigrations({ ownerUrl: database.ownerUrl, appRole: database.appRole, migrations: ALL })).toEqual([
      'AddDeliveryTrace1764000002000',
    ]);

    expect(await deliveries()).toEqual(before.map((row) => ({ ...row, traceparent: null })));
    const app = new pg.Client({ connectionString: database.url });
    await app.connect();
    await app.query(`begin; select set_config('openprepay.utility', 'acme', true)`);
    const settled = await app.query(
      `update token_delivery set state = 'rejected', traceparent = 'new' where state = 'pending' returning 1`,
    );
    expect(settled.rowCount).toBe(1);
    await app.query('rollback');
    await app.end();
  });

  it('goes down and up again, and takes nothing but the trace along', async () => {
    const before = await deliveries();
    const dataSource = await new DataSource({
      type: 'postgres',
      url: database.ownerUrl,
      migrations: [...ALL],
      migrationsTableName: 'openprepay_migrations',
    }).initialize();
    try {
      await dataSource.undoLastMigration();
      expect(await deliveries()).toEqual(before.map(({ traceparent: _traceparent, ...row }) => row));

      await dataSource.runMigrations();
      expect(await deliveries()).toEqual(before);
    } finally {
      await dataSource.destroy();
    }
  });
});
