import { NetworkNodeChanged } from '@openprepay/contracts/vending';
import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { TellNetwork1764000170020 } from './1764000170020-tell-network.js';

const BEFORE = vendingMigrations.slice(0, vendingMigrations.indexOf(TellNetwork1764000170020));

let postgres: TestPostgres;
beforeAll(async () => void (postgres = await startPostgres()));
afterAll(() => postgres.stop());

describe('TellNetwork', () => {
  it('tells of the parts of the network that are there, as the contract says', async () => {
    const { ownerUrl, appRole } = await postgres.createServiceDatabase('vending', BEFORE);
    const owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    await owner.query(`set openprepay.utility = '*'`);
    await owner.query(`insert into network_node (utility, code, kind, parent, created_at, changed_at)
      values ('acme', 'Z', 'zone', null, now(), '2026-01-02T03:04:05.678Z'), ('acme', 'F', 'feeder', 'Z', now(), '2026-01-02T03:04:06Z')`);

    await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, TellNetwork1764000170020] });

    const { rows } = await owner.query<{ key: string; type: string; topic: string; value: string }>(
      `select key, type, topic, value from outbox where topic = 'vending.network.v1' order by position`,
    );
    expect(rows.map(({ key }) => key)).toEqual(['acme/F', 'acme/Z']);
    expect(rows.every(({ type, topic }) => type === NetworkNodeChanged.type && topic === NetworkNodeChanged.topic)).toBe(true);
    expect(rows.map(({ value }) => NetworkNodeChanged.data.parse(JSON.parse(value)))).toEqual([
      { code: 'F', kind: 'feeder', parent: 'Z', revision: 1, changedAt: new Date('2026-01-02T03:04:06Z') },
      { code: 'Z', kind: 'zone', revision: 1, changedAt: new Date('2026-01-02T03:04:05.678Z') },
    ]);
    await owner.end();
  });
});
