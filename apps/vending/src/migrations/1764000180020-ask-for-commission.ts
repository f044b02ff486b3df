import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What vendors are to earn more may wait for a second person, as other money for them does. */
export class AskForCommission1764000180020 implements MigrationInterface {
  readonly name = 'AskForCommission1764000180020';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await queryRunner.query(statement);
  }
}

const DROP = 'alter table vendor_change drop constraint vendor_change_kind_check, drop constraint vendor_change_kind';
const KINDS = `
      when 'policy' then deposit_approval_above_minor is not null and float_limit_approval_above_minor is not null
      when 'deposit' then vendor_id is not null and amount_minor > 0 and reference is not null and reference_key is not null
      when 'withdrawal' then vendor_id is not null and amount_minor > 0 and idempotency_key is not null`;

const UP = [
  'alter table vendor_change add column commission_rules jsonb, add column effective_from timestamptz',
  DROP,
  `alter table vendor_change
     add constraint vendor_change_kind_check check (kind in ('deposit', 'float-limit', 'policy', 'withdrawal', 'commission')),
     add constraint vendor_change_kind check (case kind ${KINDS}
      when 'commission' then vendor_id is not null and commission_rules is not null
      else vendor_id is not null and amount_minor is not null end)`,
];

const DOWN = [
  DROP,
  `alter table vendor_change add constraint vendor_change_kind_check check (kind in ('deposit', 'float-limit', 'policy', 'withdrawal')),
     add constraint vendor_change_kind check (case kind ${KINDS}
      else vendor_id is not null and amount_minor is not null end)`,
  'alter table vendor_change drop column commission_rules, drop column effective_from',
];
