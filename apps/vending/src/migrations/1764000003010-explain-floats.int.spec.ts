import { messagingMigrations } from '@openprepay/messaging/migrations';
import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type ServiceDatabase, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { referenceKey } from '../vendors/deposit.js';
import { CreateVending1764000000000 } from './1764000000000-create-vending.js';
import { CloseIdempotencyKeys1764000003000 } from './1764000003000-close-idempotency-keys.js';
import { ExplainFloats1764000003010 } from './1764000003010-explain-floats.js';

const [RICH, POOR] = ['019ab000-0000-7000-8000-000000000001', '019ab000-0000-7000-8000-000000000002'];
const REFERENCES = ['BANK-1', 'bank\u20101', ' Bank\u200b-1 ', 'BANK 2', 'ＢＡＮＫ\u00a03', 'bank\u22124'];
const before = [...messagingMigrations, CreateVending1764000000000, CloseIdempotencyKeys1764000003000];

describe('ExplainFloats', () => {
  let postgres: TestPostgres;
  let database: ServiceDatabase;
  let owner: pg.Client;

  beforeAll(async () => {
    postgres = await startPostgres();
    database = await postgres.createServiceDatabase('vending', before);
    owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    await owner.query(
      `insert into vendor values ('acme', $1, 'rich', 'KES', -700, 1000, now()), ('acme', $2, 'poor', 'KES', 0, 0, now())`,
      [RICH, POOR],
    );
    for (const [index, reference] of REFERENCES.entries()) {
      await owner.query(
        `insert into vendor_deposit values ('acme', gen_random_uuid(), $1, 5, 'KES', $2, now() + make_interval(secs => $3))`,
        [index % 2 === 0 ? RICH : POOR, reference, index],
      );
    }
    await runMigrations({ ...database, migrations: [...before, ExplainFloats1764000003010] });
  });
  afterAll(async () => {
    await owner.end();
    await postgres.stop();
  });

  it('opens the movements of a float that is there with what it is', async () => {
    const { rows } = await owner.query('select vendor_id, position, kind, amount_minor, balance_minor from vendor_movement');

    expect(rows).toEqual([{ vendor_id: RICH, position: '1', kind: 'opening', amount_minor: '-700', balance_minor: '-700' }]);
  });

  it('keeps every deposit, and its reference for the first of those that are alike', async () => {
    const { rows } = await owner.query<{ reference: string; reference_key: string }>(
      'select reference, reference_key from vendor_deposit order by deposited_at',
    );

    expect(rows.map(({ reference }) => reference)).toEqual(REFERENCES);
    const keys = rows.map(({ reference_key }) => reference_key);
    expect(new Set(keys).size).toBe(REFERENCES.length);
    for (const index of [0, 3, 4, 5]) expect(keys[index]).toBe(referenceKey(REFERENCES[index]!));
    for (const index of [1, 2]) expect(keys[index]).toMatch(/^bank-1 [0-9a-f-]{36}$/);
  });
});
