import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Of an order that has ended nothing changes but what the meter says of its token; of one that is decided on, nothing of the decision. */
export class CloseOrders1764000020020 implements MigrationInterface {
  readonly name = 'CloseOrders1764000020020';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop trigger token_order_ends_once on token_order');
    await queryRunner.query(`create trigger token_order_ends_once before update on token_order for each row
      when ((old.state in ('completed', 'failed', 'refused') and to_jsonb(old) - ${OF_METER} <> to_jsonb(new) - ${OF_METER})
        or (old.decided_at is not null and (${decision('old')}) is distinct from (${decision('new')}))
        or (old.key_data is not null and old.key_data is distinct from new.key_data)
        or (old.delivery_state = 'accepted' and new.delivery_state <> 'accepted'))
      execute function refuse_ended_order()`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop trigger token_order_ends_once on token_order');
    await queryRunner.query(`create trigger token_order_ends_once before update on token_order for each row
      when ((old.state in ('completed', 'failed', 'refused') and (old.state <> new.state or old.tokens is distinct from new.tokens
          or old.failure_code is distinct from new.failure_code or old.settled_at is distinct from new.settled_at))
        or (old.decided_at is not null and (old.decided_at, old.decided_by_subject) is distinct from (new.decided_at, new.decided_by_subject))
        or (old.key_data is not null and old.key_data is distinct from new.key_data)
        or (old.delivery_state = 'accepted' and new.delivery_state <> 'accepted'))
      execute function refuse_ended_order()`);
  }
}

const OF_METER = `array['delivery_state', 'delivery_at', 'delivery_code']`;

const decision = (row: 'old' | 'new'): string =>
  ['decided_at', 'decided_by_subject', 'decided_by_username', 'refusal'].map((column) => `${row}.${column}`).join(', ');
