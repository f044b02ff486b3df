import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Supply groups, vending keys and the components they are made of. */
export class CreateVendingKeys1764000000000 implements MigrationInterface {
  readonly name = 'CreateVendingKeys1764000000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE supply_group (
        utility text NOT NULL,
        supply_group_code text NOT NULL CHECK (supply_group_code ~ '^[0-9]{6}$'),
        name text NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT supply_group_pkey PRIMARY KEY (utility, supply_group_code)
      )`);
    await queryRunner.query(`
      CREATE TABLE vending_key (
        id uuid PRIMARY KEY,
        utility text NOT NULL,
        supply_group_code text NOT NULL,
        key_type smallint NOT NULL CHECK (key_type BETWEEN 1 AND 3),
        key_revision smallint NOT NULL CHECK (key_revision BETWEEN 1 AND 9),
        key_expiry smallint NOT NULL CHECK (key_expiry BETWEEN 0 AND 255),
        base_date smallint NOT NULL CHECK (base_date IN (1993, 2014, 2035)),
        decoder_key_algorithm text NOT NULL CHECK (decoder_key_algorithm IN ('DKGA02', 'DKGA04')),
        state text NOT NULL CHECK (state IN ('draft', 'active', 'retiring', 'retired')),
        components_expected smallint NOT NULL CHECK (components_expected = 0 OR components_expected BETWEEN 2 AND 8),
        kcv text CHECK (kcv ~ '^[0-9A-F]{6}$'),
        master_key_id text,
        wrapped_key bytea,
        created_at timestamptz NOT NULL,
        activated_at timestamptz,
        changed_at timestamptz NOT NULL,
        FOREIGN KEY (utility, supply_group_code) REFERENCES supply_group (utility, supply_group_code),
        CONSTRAINT vending_key_sealed CHECK ((wrapped_key IS NULL) = (master_key_id IS NULL) AND (wrapped_key IS NULL) = (kcv IS NULL)),
        CONSTRAINT vending_key_usable CHECK (state NOT IN ('active', 'retiring') OR wrapped_key IS NOT NULL)
      )`);
    // A revision counts 1..9 and starts again: only one key at a time may have it, and retired ones do not count.
    await queryRunner.query(`
      CREATE UNIQUE INDEX vending_key_revision ON vending_key (utility, supply_group_code, key_type, key_revision) WHERE state <> 'retired'`);
    await queryRunner.query(`CREATE INDEX vending_key_by_revision ON vending_key (utility, supply_group_code, key_type, key_revision)`);
    await queryRunner.query(`CREATE INDEX vending_key_by_utility ON vending_key (utility, id)`);
    await queryRunner.query(`
      CREATE TABLE key_component (
        vending_key_id uuid NOT NULL REFERENCES vending_key (id),
        position smallint NOT NULL CHECK (position BETWEEN 1 AND 8),
        utility text NOT NULL,
        custodian text NOT NULL,
        master_key_id text,
        wrapped_component bytea,
        entered_at timestamptz NOT NULL,
        PRIMARY KEY (vending_key_id, position),
        CONSTRAINT key_component_custodian UNIQUE (vending_key_id, custodian)
      )`);
    for (const table of ['supply_group', 'vending_key', 'key_component']) await protectByUtility(queryRunner, table);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['key_component', 'vending_key', 'supply_group']) await queryRunner.query(`DROP TABLE ${table}`);
  }
}
