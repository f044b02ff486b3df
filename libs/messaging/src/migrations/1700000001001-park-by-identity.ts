import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What tells one message from another, wherever it stands in its topic: as `identityOf` in parking. */
const IDENTITY = `
  case when event_id is null
    then sha256(convert_to('place:' || partition || ':' || log_offset || E':\\n' || key || E'\\n', 'UTF8') || coalesce(value, ''))
    else sha256(convert_to('event:' || event_id || E'\\n' || key || E'\\n', 'UTF8') || coalesce(value, ''))
  end`;

/**
 * Messages are told apart by what they are, not by where they stand: offsets begin again when a topic is made anew. And an
 * event id is its utility's own: nobody can use up another's.
 */
export class ParkByIdentity1700000001001 implements MigrationInterface {
  readonly name = 'ParkByIdentity1700000001001';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [
      `alter table parked_message add column identity bytea`,
      `update parked_message set identity = ${IDENTITY} where direction = 'in'`,
      `alter table parked_message add constraint parked_message_identity check (direction = 'out' or identity is not null)`,
      `drop index parked_message_once`,
      `create unique index parked_message_once on parked_message (group_name, topic, utility, identity) where direction = 'in'`,
      `alter table parked_message add column replay_after timestamptz, add column automatic_replays integer not null default 0`,
      `update parked_message set replay_after = now() where state = 'parked' and direction = 'in' and code = 'messaging.retries_exhausted'`,
      `create index parked_message_due on parked_message (replay_after) where replay_after is not null and state = 'parked'`,
      `alter table inbox drop constraint inbox_pkey`,
      `alter table inbox add primary key (event_id, group_name, utility)`,
    ]) {
      await queryRunner.query(statement);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [
      `alter table inbox drop constraint inbox_pkey`,
      `alter table inbox add primary key (event_id, group_name)`,
      `alter table parked_message drop column replay_after, drop column automatic_replays, drop column identity`,
      `create unique index parked_message_once on parked_message (direction, group_name, topic, partition, log_offset) where direction = 'in'`,
    ]) {
      await queryRunner.query(statement);
    }
  }
}
