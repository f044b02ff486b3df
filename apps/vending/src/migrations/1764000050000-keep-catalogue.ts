import { changeOnly } from '@openprepay/persistence/grants';
import { makeAppendOnly } from '@openprepay/persistence/append-only';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Manufacturers and models of meters, and what there is to say of a meter by them. */
export class KeepCatalogue1764000050000 implements MigrationInterface {
  readonly name = 'KeepCatalogue1764000050000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table manufacturer (
        utility text not null,
        code text not null,
        name text not null,
        changed_at timestamptz not null,
        constraint manufacturer_pk primary key (utility, code)
      )`);
    await protectByUtility(queryRunner, 'manufacturer');
    await changeOnly(queryRunner, 'manufacturer', ['name', 'changed_at']);
    await queryRunner.query(`
      create table meter_model (
        utility text not null,
        model_code text not null,
        manufacturer_code text not null,
        name text not null,
        commodity text not null,
        encryption_algorithms text[] not null,
        decoder_key_algorithms text[] not null,
        key_change_tokens smallint not null check (key_change_tokens between 2 and 4),
        certificate jsonb,
        created_at timestamptz not null,
        created_by text not null,
        constraint meter_model_pk primary key (utility, model_code)
      )`);
    await protectByUtility(queryRunner, 'meter_model');
    await makeAppendOnly(queryRunner, 'meter_model');
    await queryRunner.query('alter table meter add column model_code text');
    await queryRunner.query('create index meter_model_code on meter (utility, model_code, meter_number) where model_code is not null');
    await queryRunner.query(METER_WARNINGS);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop function meter_warnings');
    await queryRunner.query('alter table meter drop column model_code');
    await queryRunner.query('drop table meter_model');
    await queryRunner.query('drop table manufacturer');
  }
}

/** One place that says it, for one meter and for the list of those that have any. A meter that names no model is of none that could be wrong. */
const METER_WARNINGS = `
  create function meter_warnings(m meter, today date) returns text[] language sql stable as $$
    select case when exists (select 1 from manufacturer f where f.utility = m.utility and f.code = m.manufacturer_code)
                then '{}'::text[] else '{manufacturer-unknown}'::text[] end
        || coalesce(
             (select array_remove(array[
                case when d.certificate is null then 'model-uncertified' end,
                case when (d.certificate ->> 'validUntil')::date < today then 'certificate-expired' end,
                case when d.manufacturer_code <> m.manufacturer_code then 'manufacturer-not-of-model' end,
                case when d.commodity <> m.commodity then 'commodity-not-of-model' end,
                case when m.encryption_algorithm <> all (d.encryption_algorithms)
                       or m.decoder_key_algorithm <> all (d.decoder_key_algorithms) then 'algorithms-not-of-model' end
              ], null)
                from meter_model d where d.utility = m.utility and d.model_code = m.model_code),
             case when m.model_code is null then '{}'::text[] else '{model-unknown}'::text[] end)
  $$`;
