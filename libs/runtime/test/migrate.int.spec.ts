import { messagingMigrations } from '@openprepay/messaging/migrations';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../src/migrate.js';
import { CreateNote1700000001000 } from './example.module.js';

let postgres: TestPostgres;
beforeAll(async () => void (postgres = await startPostgres()));
afterAll(() => postgres.stop());

const service = { name: 'example', migrations: [...messagingMigrations, CreateNote1700000001000] };

describe('migrate', () => {
  it('says in one line of JSON what it ran, and nothing the second time', async () => {
    const { ownerUrl, appRole } = await postgres.createServiceDatabase('runtime-migrate', messagingMigrations);
    const env = { MIGRATION_DATABASE_URL: ownerUrl, DATABASE_APP_ROLE: appRole };
    const lines: string[] = [];
    const output = { write: (text: string) => lines.push(text) > 0 };

    await migrate(service, env, output);
    await migrate(service, env, output);

    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { msg: 'migrated', service: 'example', migrations: ['CreateNote1700000001000'] },
      { msg: 'migrated', service: 'example', migrations: [] },
    ]);
    expect(lines.every((line) => line.endsWith('}\n'))).toBe(true);
  });

  it('names what is missing before it connects to anything', async () => {
    await expect(migrate(service, {})).rejects.toThrow(/^example migrations cannot start:[^]*MIGRATION_DATABASE_URL[^]*DATABASE_APP_ROLE/);
  });
});
