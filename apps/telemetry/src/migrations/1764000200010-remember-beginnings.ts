import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * When a meter last said that something began whose end it tells as well: by its clock as far as that is not ahead of ours, by its
 * own counter of its messages, and by our clock. One row for each meter and kind. Of what began before there is none.
 */
const BEGINNING = `create table alarm_beginning (
  utility text not null,
  meter_number text not null,
  kind text not null,
  at timestamptz not null,
  seq bigint not null,
  received_at timestamptz not null,
  constraint alarm_beginning_pk primary key (utility, meter_number, kind)
)`;

export class RememberBeginnings1764000200010 implements MigrationInterface {
  readonly name = 'RememberBeginnings1764000200010';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(BEGINNING);
    await protectByUtility(queryRunner, 'alarm_beginning');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table alarm_beginning');
  }
}
