import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres } from '@openprepay/testing/postgres';
import { undoMigration } from '@openprepay/testing/undo-migration';
import pg from 'pg';
import { expect, it } from 'vitest';
import { keyManagementMigrations } from '../migrations.js';
import { IssueSetsApart1764000263310 } from './1764000263310-issue-sets-apart.js';

const BEFORE = keyManagementMigrations.slice(0, keyManagementMigrations.indexOf(IssueSetsApart1764000263310));
const [BOTH, SETS] = ['key-management.issue-tokens', 'key-management.issue-key-changes'];
const OF_SETS = ['vending.key-change.requested', 'vending.key-change-request.cancelled'];

it('has those of sets go on where all of them were, with what is parked of sets and no other, and back', async () => {
  const postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('key_management', BEFORE);
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(
    `insert into consumer_place (group_name, topic, partition, next_offset, last_mark) values ($1, 't', 0, 7, 'm'), ('g', 't', 0, 9, 'n')`,
    [BOTH],
  );
  for (const [nth, type] of [...OF_SETS, 'vending.token.requested'].entries())
    await owner.query(
      `insert into parked_message (id, utility, direction, group_name, topic, partition, log_offset, key, type, headers, state, holds_key, code,
         reason, identity)
       values (gen_random_uuid(), 'acme', 'in', $1, 't', 0, $2::int, 'k', $3, '{}', 'parked', false, 'c', 'r', decode(lpad(to_hex($2::int), 2, '0'), 'hex'))`,
      [BOTH, nth, type],
    );

  await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, IssueSetsApart1764000263310] });

  const { rows: places } = await owner.query(
    `select group_name as "group", next_offset::int as next, last_mark as mark from consumer_place where group_name <> 'g' order by next_offset, group_name`,
  );
  expect(places).toEqual([BOTH, SETS].toSorted().map((group) => ({ group, next: 7, mark: 'm' })));
  const { rows: parked } = await owner.query('select type, group_name as "group" from parked_message order by log_offset');
  expect(parked).toEqual([...OF_SETS.map((type) => ({ type, group: SETS })), { type: 'vending.token.requested', group: BOTH }]);

  // Sets lag behind, as what has to be heard of them again when they are one with the others.
  await owner.query('update consumer_place set next_offset = 4 where group_name = $1', [SETS]);
  await owner.query('update consumer_place set next_offset = 9 where group_name = $1', [BOTH]);
  await undoMigration(ownerUrl, [...BEFORE, IssueSetsApart1764000263310]);
  const { rows: back } = await owner.query(
    `select group_name as "group", next_offset::int as next from consumer_place where group_name <> 'g'`,
  );
  expect(back).toEqual([{ group: BOTH, next: 4 }]);
  const { rows: parkedBack } = await owner.query('select distinct group_name as "group" from parked_message');
  expect(parkedBack).toEqual([{ group: BOTH }]);
  await owner.end();
  await postgres.stop();
});
