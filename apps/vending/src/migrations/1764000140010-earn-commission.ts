import { makeAppendOnly } from '@openprepay/persistence/append-only';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Vendors earn by their sales: what they earn is kept with every version, what a sale has earned stands on it and moves its float. */
export class EarnCommission1764000140010 implements MigrationInterface {
  readonly name = 'EarnCommission1764000140010';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
    await protectByUtility(queryRunner, 'vendor_commission');
    await makeAppendOnly(queryRunner, 'vendor_commission');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await queryRunner.query(statement);
  }
}

const UP = [
  `create table vendor_commission (
    utility text not null,
    vendor_id uuid not null,
    version integer not null check (version > 0),
    rules jsonb not null,
    effective_from timestamptz not null,
    changed_at timestamptz not null,
    changed_by text not null,
    constraint vendor_commission_pk primary key (utility, vendor_id, version),
    constraint vendor_commission_vendor foreign key (utility, vendor_id) references vendor,
    constraint vendor_commission_ahead check (effective_from >= changed_at)
  )`,
  'create index vendor_commission_in_force on vendor_commission (utility, vendor_id, effective_from, version)',
  `alter table vend add column commission jsonb, add column commission_minor numeric(30,0) not null default 0`,
  `alter table vend add constraint vend_commission check ((commission is null) = (commission_minor = 0) and commission_minor >= 0
     and (commission is null or vendor_id is not null) and (tender_minor = 0 or commission_minor <= tender_minor)) not valid`,
  'alter table vendor_movement drop constraint vendor_movement_kind_check, drop constraint vendor_movement_sign',
  `alter table vendor_movement add constraint vendor_movement_kind_check check (kind in
       ('opening', 'deposit', 'withdrawal', 'vend', 'failed-vend', 'reversed-vend', 'commission', 'commission-returned')),
     add constraint vendor_movement_sign check (case when kind in ('vend', 'withdrawal', 'commission-returned') then amount_minor < 0
       when kind = 'opening' then true else amount_minor > 0 end)`,
];

const DOWN = [
  'drop table vendor_commission',
  'alter table vend drop constraint vend_commission, drop column commission, drop column commission_minor',
  'alter table vendor_movement drop constraint vendor_movement_kind_check, drop constraint vendor_movement_sign',
  `alter table vendor_movement add constraint vendor_movement_kind_check
       check (kind in ('opening', 'deposit', 'withdrawal', 'vend', 'failed-vend', 'reversed-vend')),
     add constraint vendor_movement_sign check (case when kind in ('vend', 'withdrawal') then amount_minor < 0
       when kind = 'opening' then true else amount_minor > 0 end)`,
];
