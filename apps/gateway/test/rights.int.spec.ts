import { openSession, type Session } from '@openprepay/persistence/session';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gatewayMigrations } from '../src/migrations.js';

let postgres: TestPostgres;
let service: Session;

beforeAll(async () => {
  postgres = await startPostgres({ name: 'gateway', migrations: gatewayMigrations });
  const { url } = await postgres.createServiceDatabase('gateway', gatewayMigrations);
  service = await openSession({ url, applicationName: 'test' });
});

afterAll(async () => {
  await service.close();
  await postgres.stop();
});

describe('whoever takes the service over', () => {
  it.each(['utility', 'account_change', 'app_user', 'custodian_request'])('removes no row of %s', async (table) => {
    await expect(service.query(`delete from ${table}`)).rejects.toThrow(/permission denied/);
    await expect(service.query(`truncate ${table} cascade`)).rejects.toThrow(/permission denied/);
  });

  it.each([
    ['account_change', 'by'],
    ['account_change', 'reason'],
    ['utility', 'currency'],
  ])('does not change %s.%s', async (table, column) => {
    await expect(service.query(`update ${table} set ${column} = ${column}`)).rejects.toThrow(/permission denied/);
  });
});
