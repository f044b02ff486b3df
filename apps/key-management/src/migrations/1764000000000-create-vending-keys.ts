import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Supply groups, vending keys and the components they are made of. */
export class CreateVendingKeys1764000000000 implements MigrationInterface {
  readonly name = 'CreateVendingKeys1764000000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table supply_group (
        utility text not null,
        supply_group_code text not null check (supply_group_code ~ '^[0-9]{6}$'),
        name text not null,
        created_at timestamptz not null,
        constraint supply_group_pkey primary key (utility, supply_group_code)
      )`);
    await queryRunner.query(`
      create table vending_key (
        id uuid primary key,
        utility text not null,
        supply_group_code text not null,
        key_type smallint not null check (key_type between 1 and 3),
        key_revision smallint not null check (key_revision between 1 and 9),
        key_expiry smallint not null check (key_expiry between 0 and 255),
        base_date smallint not null check (base_date in (1993, 2014, 2035)),
        decoder_key_algorithm text not null check (decoder_key_algorithm in ('DKGA02', 'DKGA04')),
        state text not null check (state in ('draft', 'active', 'retiring', 'retired')),
        components_expected smallint not null check (components_expected = 0 or components_expected between 2 and 8),
        kcv text check (kcv ~ '^[0-9A-F]{6}$'),
        master_key_id text,
        wrapped_key bytea,
        created_at timestamptz not null,
        activated_at timestamptz,
        changed_at timestamptz not null,
        foreign key (utility, supply_group_code) references supply_group (utility, supply_group_code),
        constraint vending_key_sealed check ((wrapped_key is null) = (master_key_id is null) and (wrapped_key is null) = (kcv is null)),
        constraint vending_key_usable check (state not in ('active', 'retiring') or wrapped_key is not null)
      )`);
    // A revision counts 1..9 and starts again: only one key at a time may have it, and retired ones do not count.
    await queryRunner.query(`
      create unique index vending_key_revision on vending_key (utility, supply_group_code, key_type, key_revision) where state <> 'retired'`);
    await queryRunner.query(`create index vending_key_by_revision on vending_key (utility, supply_group_code, key_type, key_revision)`);
    await queryRunner.query(`create index vending_key_by_utility on vending_key (utility, id)`);
    await queryRunner.query(`
      create table key_component (
        vending_key_id uuid not null references vending_key (id),
        position smallint not null check (position between 1 and 8),
        utility text not null,
        custodian text not null,
        master_key_id text,
        wrapped_component bytea,
        entered_at timestamptz not null,
        primary key (vending_key_id, position),
        constraint key_component_custodian unique (vending_key_id, custodian)
      )`);
    for (const table of ['supply_group', 'vending_key', 'key_component']) await protectByUtility(queryRunner, table);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['key_component', 'vending_key', 'supply_group']) await queryRunner.query(`drop table ${table}`);
  }
}
