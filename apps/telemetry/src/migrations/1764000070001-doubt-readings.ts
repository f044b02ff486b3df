import { makeAppendOnly } from '@openprepay/persistence/append-only';
import { neverDelete } from '@openprepay/persistence/grants';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const KINDS = [
  'duplicate-conflict',
  'register-backwards',
  'rollover',
  'meter-reset',
  'impossible-jump',
  'clock-skew',
  'gap',
  'late',
  'flat',
  'negative-power',
];

/** What is wrong with readings. `hour` is the hour of UTC in whose points it is seen; `key_at` is by what it is known again. */
const EXCEPTION = `create table reading_exception (
  exception_id uuid primary key,
  utility text not null,
  meter_number text not null,
  register text not null,
  kind text not null check (kind in (${KINDS.map((kind) => `'${kind}'`).join(', ')})),
  key_at timestamptz not null,
  hour timestamptz not null,
  ts timestamptz not null,
  until timestamptz,
  value numeric,
  other numeric,
  state text not null default 'open' check (state in ('open', 'resolved', 'ended')),
  found_at timestamptz not null,
  decision text check (decision in ('accept', 'discard', 'replace')),
  decided_value numeric,
  reason text,
  resolved_by text,
  resolved_at timestamptz,
  constraint reading_exception_known unique (utility, meter_number, register, kind, key_at),
  check ((state = 'resolved') = (resolved_at is not null)),
  check ((decision = 'replace') = (decided_value is not null))
)`;

/** What somebody said of a point, or of a gap, for ever; the newest holds. Nothing that was measured is changed. */
const RULING = `create table reading_ruling (
  exception_id uuid primary key,
  utility text not null,
  meter_number text not null,
  register text not null,
  kind text not null,
  ts timestamptz not null,
  hour timestamptz not null,
  decision text not null check (decision in ('accept', 'discard', 'replace')),
  value numeric check ((decision = 'replace') = (value is not null)),
  reason text not null,
  ruled_by text not null,
  ruled_at timestamptz not null
)`;

/** What was never measured; `hour` is that of the point which ends the gap. Where points come, they go. */
const ESTIMATE = `create table reading_estimate (
  utility text not null,
  meter_number text not null,
  register text not null,
  ts timestamptz not null,
  value numeric not null,
  consumption numeric not null,
  hour timestamptz not null,
  constraint reading_estimate_pk primary key (utility, meter_number, register, hour, ts)
)`;

const INDEXES = [
  'reading_exception_newest on reading_exception (utility, found_at desc, exception_id desc)',
  'reading_exception_of_meter on reading_exception (utility, meter_number, found_at desc, exception_id desc)',
  'reading_exception_of_kind on reading_exception (utility, kind, found_at desc, exception_id desc)',
  `reading_exception_open on reading_exception (utility, found_at desc, exception_id desc) where state = 'open'`,
  `reading_exception_seen on reading_exception (utility, meter_number, hour) where state = 'open'`,
  'reading_ruling_of_point on reading_ruling (utility, meter_number, register, ts, ruled_at desc)',
  `reading_ruling_of_gap on reading_ruling (utility, meter_number, register, hour) where kind = 'gap'`,
  'reading_estimate_time on reading_estimate (utility, meter_number, register, ts)',
];
const TABLES = ['reading_exception', 'reading_ruling', 'reading_estimate'];

export class DoubtReadings1764000070001 implements MigrationInterface {
  readonly name = 'DoubtReadings1764000070001';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [EXCEPTION, RULING, ESTIMATE]) await queryRunner.query(statement);
    for (const table of TABLES) await protectByUtility(queryRunner, table);
    for (const index of INDEXES) await queryRunner.query(`create index ${index}`);
    await queryRunner.query(`alter table reading_hour add column estimated boolean[] not null default '{}'`);
    await neverDelete(queryRunner, 'reading_exception');
    await makeAppendOnly(queryRunner, 'reading_ruling');
    // What was summed up before anything was doubted is looked at once more.
    await queryRunner.query(
      `insert into reading_stale (utility, meter_number, hour) select distinct utility, meter_number, hour from reading_hour on conflict do nothing`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table reading_hour drop column estimated');
    for (const table of TABLES) await queryRunner.query(`drop table ${table}`);
  }
}
