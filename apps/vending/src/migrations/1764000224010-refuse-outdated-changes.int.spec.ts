import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { RefuseOutdatedChanges1764000224010 } from './1764000224010-refuse-outdated-changes.js';

const BEFORE = vendingMigrations.slice(0, vendingMigrations.indexOf(RefuseOutdatedChanges1764000224010));
const id = (nth: number): string => `0198a1a5-0000-7000-8000-${String(nth).padStart(12, '0')}`;
const at = (hour: number): string => `2026-11-10T${String(hour).padStart(2, '0')}:00:00Z`;
const [VENDOR, OTHER, THIRD] = [id(1), id(2), id(3)];
const SAID_AT = 10;

let postgres: TestPostgres;
let owner: pg.Client;
let changes = 10;

interface Asked {
  /** At which bob has approved it. */
  readonly approved?: number;
  readonly utility?: string;
}

/** What ann has asked for at this hour, of a vendor or of the utility. */
async function ask(kind: string, vendorId: string | null, hour: number, { approved, utility = 'acme' }: Asked = {}): Promise<string> {
  const [changeId, state] = [id(++changes), approved === undefined ? 'awaiting-approval' : 'done'];
  await owner.query(
    `insert into vendor_change (utility, change_id, kind, vendor_id, amount_minor, currency, reference, reference_key,
       deposit_approval_above_minor, float_limit_approval_above_minor, commission_rules, state, requested_by_subject, requested_by_username,
       requested_at, decided_by_subject, decided_by_username, decided_at)
     values ($1, $2, $3, $4, $5, 'KES', $6, $6, $7, $7, $8, $9, 'ann', 'ann', $10, $11, $11, $12)`,
    [
      ...[utility, changeId, kind, vendorId, ['deposit', 'float-limit'].includes(kind) ? 1_000 : null],
      ...[kind === 'deposit' ? changeId : null, kind === 'policy' ? 1_000 : null, kind === 'commission' ? '[]' : null],
      ...[state, at(hour), approved && 'bob', approved && at(approved)],
    ],
  );
  return changeId;
}

/** A policy and a commission that ann has asked for at one hour, and bob has approved at a later one; others were asked for around it. */
async function saidByTwo(): Promise<void> {
  const [askedAt, approved, utility] = [SAID_AT, SAID_AT + 4, 'two'];
  await owner.query(
    `insert into vendor_policy (utility, deposit_approval_above_minor, float_limit_approval_above_minor, changed_at, changed_by, approved_by)
     values ($1, 500, 500, $2, 'ann', 'bob')`,
    [utility, at(approved)],
  );
  await owner.query(
    `insert into vendor_commission (utility, vendor_id, version, rules, effective_from, changed_at, changed_by)
     values ('acme', $1, 1, '[]', $2, $2, 'ann')`,
    [THIRD, at(approved)],
  );
  for (const [kind, vendorId, of] of [
    ['policy', null, { utility }],
    ['commission', THIRD, {}],
  ] as const) {
    await ask(kind, vendorId, askedAt, { approved, ...of });
    for (const hour of [askedAt - 1, askedAt + 1]) await ask(kind, vendorId, hour, of);
  }
}

beforeAll(async () => {
  postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('vending', BEFORE);
  owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`set openprepay.utility = '*'`);
  for (const vendorId of [VENDOR, OTHER, THIRD]) {
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
  await ask('float-limit', VENDOR, SAID_AT, { approved: SAID_AT + 2 });
  for (const [kind, vendorId, other] of [
    ['policy', null, null],
    ['commission', VENDOR, OTHER],
    ['float-limit', VENDOR, OTHER],
    ['deposit', VENDOR, OTHER],
  ] as const) {
    await ask(kind, vendorId, SAID_AT - 1);
    await ask(kind, vendorId, SAID_AT + 1);
    await ask(kind, other, SAID_AT - 1, { utility: other === null ? 'elsewhere' : 'acme' });
  }
  await saidByTwo();
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
       from vendor_change where state <> 'done' and utility <> 'two' and vendor_id is distinct from $3 order by change_id`,
      [at(SAID_AT), VENDOR, THIRD],
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
      ...of('float-limit', refusedBy('bob')),
      ...of('deposit', waiting),
    ]);
  });

  it('leaves waiting what was asked for between what two have said and its approval, as one that is approved by now does', async () => {
    const { rows } = await owner.query(
      `select kind, extract(hour from requested_at at time zone 'utc')::int as hour, state, decided_by_username as by,
         extract(hour from decided_at at time zone 'utc')::int as decided
       from vendor_change where state <> 'done' and (utility = 'two' or vendor_id = $1) order by change_id`,
      [THIRD],
    );

    expect(rows).toEqual(
      ['policy', 'commission'].flatMap((kind) => [
        { kind, hour: SAID_AT - 1, state: 'refused', by: 'bob', decided: SAID_AT + 4 },
        { kind, hour: SAID_AT + 1, state: 'awaiting-approval', by: null, decided: null },
      ]),
    );
  });
});
