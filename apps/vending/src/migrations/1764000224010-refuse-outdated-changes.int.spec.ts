import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { RefuseOutdatedChanges1764000224010 } from './1764000224010-refuse-outdated-changes.js';

const BEFORE = vendingMigrations.slice(0, vendingMigrations.indexOf(RefuseOutdatedChanges1764000224010));
const id = (nth: number): string => `0198a1a5-0000-7000-8000-${String(nth).padStart(12, '0')}`;
const at = (hour: number): string => `2026-11-10T${String(hour).padStart(2, '0')}:00:00Z`;
const [VENDOR, OTHER] = [id(1), id(2)];
const SAID_AT = 10;

let postgres: TestPostgres;
let owner: pg.Client;
let changes = 10;

/** What ann has asked for at this hour, of a vendor or of the utility; done where bob has approved it. */
async function ask(kind: string, vendorId: string | null, hour: number, state = 'awaiting-approval', utility = 'acme'): Promise<string> {
  const [changeId, done] = [id(++changes), state === 'done'];
  await owner.query(
    `insert into vendor_change (utility, change_id, kind, vendor_id, amount_minor, currency, reference, reference_key,
       deposit_approval_above_minor, float_limit_approval_above_minor, commission_rules, state, requested_by_subject, requested_by_username,
       requested_at, decided_by_subject, decided_by_username, decided_at)
     values ($1, $2, $3, $4, $5, 'KES', $6, $6, $7, $7, $8, $9, 'ann', 'ann', $10, $11, $11, $12)`,
    [
      ...[utility, changeId, kind, vendorId, ['deposit', 'float-limit'].includes(kind) ? 1_000 : null],
      ...[kind === 'deposit' ? changeId : null, kind === 'policy' ? 1_000 : null, kind === 'commission' ? '[]' : null],
      ...[state, at(hour), done ? 'bob' : null, done ? at(hour) : null],
    ],
  );
  return changeId;
}

beforeAll(async () => {
  postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('vending', BEFORE);
  owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`set openprepay.utility = '*'`);
  for (const vendorId of [VENDOR, OTHER]) {
    await owner.query(
      `insert into vendor (utility, vendor_id, name, currency, float_minor, float_limit_minor, created_at)
       values ('acme', $1, 'Shop', 'KES', 0, 0, now())`,
      [vendorId],
    );
  }
  await owner.query(
    `insert into vendor_policy (utility, deposit_approval_above_minor, float_limit_approval_above_minor, changed_at, changed_by)
     values ('acme', 500, 500, $1, 'eve')`,
    [at(SAID_AT)],
  );
  await owner.query(
    `insert into vendor_commission (utility, vendor_id, version, rules, effective_from, changed_at, changed_by)
     values ('acme', $1, 1, '[]', $2, $2, 'eve')`,
    [VENDOR, at(SAID_AT)],
  );
  await ask('float-limit', VENDOR, SAID_AT, 'done');
  for (const [kind, vendorId, other] of [
    ['policy', null, null],
    ['commission', VENDOR, OTHER],
    ['float-limit', VENDOR, OTHER],
    ['deposit', VENDOR, OTHER],
  ] as const) {
    await ask(kind, vendorId, SAID_AT - 1);
    await ask(kind, vendorId, SAID_AT + 1);
    await ask(kind, other, SAID_AT - 1, 'awaiting-approval', other === null ? 'elsewhere' : 'acme');
  }
  await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, RefuseOutdatedChanges1764000224010] });
});
afterAll(async () => {
  await owner.end();
  await postgres.stop();
});

describe('RefuseOutdatedChanges', () => {
  it('refuses what was asked for before another word was said of the same, and leaves all else waiting', async () => {
    const { rows } = await owner.query(
      `select kind, requested_at < $1 as earlier, coalesce(vendor_id = $2, utility = 'acme') as same, state, decided_by_username as by, refusal
       from vendor_change where state <> 'done' order by change_id`,
      [at(SAID_AT), VENDOR],
    );

    const waiting = { state: 'awaiting-approval', by: null, refusal: null };
    const refusedBy = (by: string) => ({ state: 'refused', by, refusal: `${by} has said otherwise since it was asked for` });
    const of = (kind: string, outdated: object) => [
      { kind, earlier: true, same: true, ...outdated },
      { kind, earlier: false, same: true, ...waiting },
      { kind, earlier: true, same: false, ...waiting },
    ];
    expect(rows).toEqual([
      ...of('policy', refusedBy('eve')),
      ...of('commission', refusedBy('eve')),
      ...of('float-limit', refusedBy('ann')),
      ...of('deposit', waiting),
    ]);
  });
});
