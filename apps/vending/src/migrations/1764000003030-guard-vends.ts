import { changeOnly, neverDelete } from '@openprepay/persistence/grants';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a sale was never changes, what came of it is said once, and nothing but a closed key is ever removed. */
export class GuardVends1764000003030 implements MigrationInterface {
  readonly name = 'GuardVends1764000003030';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
    await changeOnly(queryRunner, 'vend', CHANGING);
    await changeOnly(queryRunner, 'receipt_counter', ['last_number']);
    for (const table of KEPT) await neverDelete(queryRunner, table);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop trigger vend_settled_once on vend');
    await queryRunner.query('drop trigger receipt_counter_rises on receipt_counter');
    await queryRunner.query('drop function refuse_settled_vend, refuse_lower_counter');
  }
}

const CHANGING = [
  'state',
  'receipt_number',
  'tokens',
  'sample_tables',
  'failure_code',
  'failure_reason',
  'settled_at',
  'token_requested_at',
  'stuck_since',
  'cancelled_at',
  'cancelled_by',
  'cancel_reason',
  'delivery_state',
  'delivery_at',
  'delivery_code',
  'credit_remaining',
];

const KEPT = ['meter', 'supply', 'tariff_version', 'default_tariff', 'account_pricing', 'debt', 'vendor_policy'];

const UP = [
  `create function refuse_settled_vend() returns trigger language plpgsql as $$
   begin
     raise exception 'vend % has ended, or its meter has confirmed the credit', old.vend_id using errcode = 'restrict_violation';
   end $$`,
  // the conditions are of the trigger, so that a vend that is settled pays for no function call
  `create trigger vend_settled_once before update on vend for each row
   when ((old.state <> 'awaiting-token'
       and (old.state <> new.state or old.receipt_number is distinct from new.receipt_number or old.tokens is distinct from new.tokens
         or old.failure_code is distinct from new.failure_code or old.settled_at is distinct from new.settled_at))
     or (old.delivery_state = 'credited' and new.delivery_state <> 'credited'))
   execute function refuse_settled_vend()`,
  `create function refuse_lower_counter() returns trigger language plpgsql as $$
   begin
     raise exception 'receipt numbers only rise' using errcode = 'restrict_violation';
   end $$`,
  `create trigger receipt_counter_rises before update on receipt_counter for each row
   when (new.last_number <= old.last_number) execute function refuse_lower_counter()`,
];
