import { openSession, type Session } from '@openprepay/persistence/session';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { telemetryMigrations } from '../src/migrations.js';

let postgres: TestPostgres;
let service: Session;

beforeAll(async () => {
  postgres = await startPostgres({ name: 'telemetry', migrations: telemetryMigrations });
  const { url } = await postgres.createServiceDatabase('telemetry', telemetryMigrations);
  service = await openSession({ url, applicationName: 'test' });
});

afterAll(async () => {
  await service.close();
  await postgres.stop();
});

describe('whoever takes the service over', () => {
  it.each([
    'reading',
    'meter_reassignment',
    'meter',
    'meter_state',
    'meter_register',
    'reading_hour',
    'reading_exception',
    'reading_ruling',
  ])('removes no row of %s', async (table) => {
    await expect(service.query(`delete from ${table}`)).rejects.toThrow(/permission denied/);
    await expect(service.query(`truncate ${table} cascade`)).rejects.toThrow(/permission denied/);
  });

  it.each([
    ['reading', 'value'],
    ['reading', 'ts'],
    ['meter_reassignment', 'reassigned_by'],
    ['reading_ruling', 'value'],
  ])('does not change %s.%s', async (table, column) => {
    await expect(service.query(`update ${table} set ${column} = ${column}`)).rejects.toThrow(/permission denied/);
  });
});
