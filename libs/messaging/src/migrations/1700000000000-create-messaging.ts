import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protectByUtility } from '@openprepay/persistence/tenancy';

/** `position`, not the id, is the order of the outbox: a writer draws it while it holds its aggregate's row lock. */
const OUTBOX = `
create table outbox (
  position bigint generated always as identity primary key,
  id uuid not null,
  utility text not null,
  topic text not null,
  type text not null,
  source text not null,
  key text not null,
  value text not null,
  bytes integer not null,
  traceparent text,
  occurred_at timestamptz not null,
  created_at timestamptz not null default clock_timestamp(),
  published_at timestamptz,
  parked_at timestamptz
)`;

const INBOX = `
create table inbox (
  event_id uuid not null,
  group_name text not null,
  utility text not null,
  received_at timestamptz not null default now(),
  primary key (event_id, group_name)
)`;

const PARKED_MESSAGE = `
create table parked_message (
  position bigint generated always as identity primary key,
  id uuid not null unique,
  utility text not null,
  direction text not null check (direction in ('in', 'out')),
  group_name text not null,
  topic text not null,
  partition integer not null,
  log_offset bigint not null,
  key text not null,
  event_id uuid,
  type text,
  headers jsonb not null,
  value bytea,
  state text not null check (state in ('parked', 'held', 'replayed', 'discarded')),
  holds_key boolean not null,
  code text not null,
  reason text not null,
  tries integer not null default 1,
  parked_at timestamptz not null default now(),
  replay_requested_at timestamptz,
  replay_requested_by text,
  settled_at timestamptz,
  settled_by text,
  settled_reason text
)`;

const INDEXES = [
  `create index outbox_unpublished on outbox (position) where published_at is null and parked_at is null`,
  `create index outbox_parked on outbox (topic, key, position) where parked_at is not null`,
  `create index outbox_published_at on outbox using brin (published_at)`,
  `create index inbox_received_at on inbox using brin (received_at)`,
  `create index parked_message_live on parked_message (group_name, topic, key, position) where state in ('parked', 'held')`,
  `create index parked_message_requested on parked_message (position) where replay_requested_at is not null and state in ('parked', 'held')`,
  `create index parked_message_utility on parked_message (utility, position)`,
  `create index parked_message_settled on parked_message (settled_at) where settled_at is not null`,
  `create unique index parked_message_once on parked_message (direction, group_name, topic, partition, log_offset) where direction = 'in'`,
];

/** Outbox, inbox and parked messages of one service. */
export class CreateMessaging1700000000000 implements MigrationInterface {
  readonly name = 'CreateMessaging1700000000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [OUTBOX, INBOX, PARKED_MESSAGE, ...INDEXES]) await queryRunner.query(statement);
    for (const table of ['outbox', 'inbox', 'parked_message']) await protectByUtility(queryRunner, table);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['parked_message', 'inbox', 'outbox']) await queryRunner.query(`drop table ${table}`);
  }
}
