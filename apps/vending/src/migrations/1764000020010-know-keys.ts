import { makeAppendOnly } from '@openprepay/persistence/append-only';
import { changeOnly } from '@openprepay/persistence/grants';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How the vault's keys stand, as far as it has told; and what sales do about those that meters are to leave. */
export class KnowKeys1764000020010 implements MigrationInterface {
  readonly name = 'KnowKeys1764000020010';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
    for (const table of ['known_key', 'key_change_policy']) await protectByUtility(queryRunner, table);
    await changeOnly(queryRunner, 'known_key', ['state', 'changed_at']);
    await makeAppendOnly(queryRunner, 'key_change_policy', { trigger: 'only_grows' });
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table known_key, key_change_policy');
  }
}

const UP = [
  `create table known_key (
    utility text not null,
    vending_key_id uuid not null,
    supply_group_code text not null,
    key_type smallint not null,
    key_revision smallint not null,
    base_date smallint not null,
    decoder_key_algorithm text not null,
    state text not null,
    counts_from timestamptz not null,
    expires_at timestamptz not null,
    changed_at timestamptz not null,
    constraint known_key_pk primary key (utility, vending_key_id)
  )`,
  'create index known_key_of_revision on known_key (utility, supply_group_code, key_type, key_revision)',
  `create table key_change_policy (
    utility text not null,
    position integer not null check (position > 0),
    mode text not null check (mode in ('with-next-vend', 'refuse-when-due', 'campaign-only')),
    changed_by_subject text not null,
    changed_by_username text not null,
    changed_at timestamptz not null,
    primary key (utility, position)
  )`,
];
