import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A supply that its meter has left is found again by the account, so it knows since when it has been left and what it measures. What is
 * due knows its currency. A debt is of an account that is known, and no more is recovered of it than was charged.
 */
export class FindSuppliesAgain1764000004001 implements MigrationInterface {
  readonly name = 'FindSuppliesAgain1764000004001';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...SUPPLIES, ...DEBTS]) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table debt drop constraint debt_account, drop constraint debt_recovered, drop column currency');
    await queryRunner.query('drop index supply_left, supply_taken');
    await queryRunner.query('alter table supply drop column commodity, drop column currency, drop column left_at, drop column pauses');
  }
}

const SUPPLIES = [
  `alter table supply add column commodity text, add column currency text, add column left_at timestamptz,
     add column pauses jsonb not null default '[]'`,
  `update supply s set
     commodity = (select m.commodity from meter m where m.utility = s.utility and m.meter_number = s.meter_number),
     currency = (select v.currency from vend v where v.utility = s.utility and v.meter_number = s.meter_number and v.supply_id = s.supply_id
       order by v.vend_id desc limit 1)`,
  // each move of a meter began a supply: a supply was left as its meter's next one began
  `update supply s set left_at = coalesce(next.started_at, now())
   from (select utility, supply_id, lead(started_at) over (partition by utility, meter_number order by started_at, supply_id) as started_at
         from supply) next
   where next.utility = s.utility and next.supply_id = s.supply_id
     and not exists (select 1 from meter m where m.utility = s.utility and m.supply_id = s.supply_id)`,
  'alter table supply alter column commodity set not null, alter column pauses drop default',
  'create index supply_left on supply (utility, account_number, commodity) where left_at is not null',
  'create unique index supply_taken on supply (utility, meter_number) where left_at is null',
];

const DEBTS = [
  'alter table debt add column currency text',
  `update debt d set currency = a.currency from account_pricing a where a.utility = d.utility and a.account_number = d.account_number`,
  'alter table debt alter column currency set not null',
  'alter table debt add constraint debt_account foreign key (utility, account_number) references account_pricing',
  'alter table debt add constraint debt_recovered check (recovered_minor <= charged_minor) not valid',
];
