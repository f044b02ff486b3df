import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The fee for free units is in the float with their token, whoever completes the vend: an instance of before that was so would leave it
 * out, and no later one would see that it is missing. Its answer waits, and the vault is asked again.
 */
export class PayFeesFirst1764000223000 implements MigrationInterface {
  readonly name = 'PayFeesFirst1764000223000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop trigger vend_fee_paid on vend');
    await queryRunner.query('drop function refuse_unpaid_fee');
  }
}

const UP = [
  `create function refuse_unpaid_fee() returns trigger language plpgsql as $$
   begin
     if not exists (select from vendor_movement m where m.utility = new.utility and m.cause_id = new.vend_id and m.kind = 'commission') then
       raise exception 'the fee for vend % is not in its vendor''s float: who completes it pays it first', new.vend_id
         using errcode = 'restrict_violation';
     end if;
     return new;
   end $$`,
  `create trigger vend_fee_paid before update on vend for each row
   when (old.state = 'awaiting-token' and new.state = 'completed' and new.tender_minor = 0 and new.commission_minor > 0)
   execute function refuse_unpaid_fee()`,
];
