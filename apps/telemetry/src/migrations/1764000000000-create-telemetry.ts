import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The service's own copy of what vending tells of a meter. */
const METER = `
create table meter (
  utility text not null,
  meter_number text not null,
  meter_pan text not null,
  commodity text not null,
  changed_at timestamptz not null,
  primary key (utility, meter_number)
)`;

/** The MQTT user name is the meter number, so a number has one owner in the whole installation. */
const CREDENTIAL = `
create table mqtt_credential (
  meter_number text not null,
  utility text not null,
  password_hash bytea not null,
  created_at timestamptz not null,
  constraint mqtt_credential_meter_number primary key (meter_number)
)`;

const METER_STATE = `
create table meter_state (
  utility text not null,
  meter_number text not null,
  connected boolean not null,
  changed_at timestamptz not null,
  last_seen_at timestamptz not null,
  firmware text,
  relay text check (relay in ('open', 'closed')),
  relay_at timestamptz,
  credit_remaining text,
  credit_at timestamptz,
  primary key (utility, meter_number)
) with (fillfactor = 70)`;

/** The newest value of each register, for the shadow. */
const METER_REGISTER = `
create table meter_register (
  utility text not null,
  meter_number text not null,
  register text not null,
  value numeric not null,
  ts timestamptz not null,
  primary key (utility, meter_number, register)
) with (fillfactor = 70)`;

/** Another value for a point that is stored: kept beside it, the first one stands. */
const READING_CONFLICT = `
create table reading_conflict (
  utility text not null,
  meter_number text not null,
  register text not null,
  ts timestamptz not null,
  value numeric not null,
  stored_value numeric not null,
  seq bigint not null,
  received_at timestamptz not null,
  primary key (utility, meter_number, register, ts, value)
)`;

const QUARANTINE = `
create table quarantine (
  id uuid primary key,
  utility text not null,
  meter_number text,
  topic text not null,
  payload bytea not null,
  payload_bytes integer not null,
  payload_digest bytea not null,
  code text not null,
  reason text not null,
  received_at timestamptz not null,
  times integer not null default 1,
  last_received_at timestamptz not null
)`;

const TOKEN_DELIVERY = `
create table token_delivery (
  delivery_id uuid primary key,
  utility text not null,
  vend_id uuid not null,
  meter_number text not null,
  meter_pan text not null,
  tokens text[] not null,
  verdicts jsonb not null default '{}',
  state text not null check (state in ('pending', 'accepted', 'rejected', 'expired')),
  code text,
  attempts integer not null default 0,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  next_attempt_at timestamptz not null,
  settled_at timestamptz,
  constraint token_delivery_once_per_vend unique (utility, vend_id)
)`;

const ALARM = `
create table alarm (
  alarm_id uuid primary key,
  utility text not null,
  meter_number text not null,
  meter_pan text not null,
  kind text not null check (kind in ('tamper', 'low-credit', 'offline', 'over-power')),
  raised_at timestamptz not null,
  acknowledged_at timestamptz,
  acknowledged_by text
)`;

const METER_COMMAND = `
create table meter_command (
  command_id uuid primary key,
  utility text not null,
  meter_number text not null,
  kind text not null,
  params jsonb not null,
  requested_by text not null,
  requested_at timestamptz not null,
  expires_at timestamptz not null
)`;

const INDEXES = [
  `create index meter_by_number on meter (meter_number)`,
  `create index mqtt_credential_utility on mqtt_credential (utility)`,
  `create index meter_state_connected on meter_state (last_seen_at) where connected`,
  `create index token_delivery_pending on token_delivery (utility, meter_number, created_at) where state = 'pending'`,
  `create index token_delivery_due on token_delivery (next_attempt_at) where state = 'pending'`,
  `create index quarantine_newest on quarantine (utility, last_received_at desc, id desc)`,
  `create index quarantine_age on quarantine (last_received_at)`,
  `create unique index quarantine_same on quarantine (utility, topic, code, payload_digest)`,
  `create unique index alarm_open on alarm (utility, meter_number, kind) where acknowledged_at is null`,
  `create index alarm_newest on alarm (utility, raised_at desc, alarm_id desc)`,
];

const PROTECTED = [
  'meter',
  'mqtt_credential',
  'meter_state',
  'meter_register',
  'reading_conflict',
  'quarantine',
  'token_delivery',
  'alarm',
  'meter_command',
];

export class CreateTelemetry1764000000000 implements MigrationInterface {
  readonly name = 'CreateTelemetry1764000000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const tables = [METER, CREDENTIAL, METER_STATE, METER_REGISTER, READING_CONFLICT, QUARANTINE, TOKEN_DELIVERY, ALARM, METER_COMMAND];
    for (const statement of [...tables, ...INDEXES]) await queryRunner.query(statement);
    for (const table of PROTECTED) await protectByUtility(queryRunner, table);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of [...PROTECTED].reverse()) await queryRunner.query(`drop table ${table}`);
  }
}
