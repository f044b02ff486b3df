import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Ranks of the kinds that there were; the names of two of them have changed. */
const RANKED = `update alarm set kind = case kind when 'low-credit' then 'credit-low' else kind end,
  severity = case kind when 'tamper' then 1 when 'over-power' then 2 when 'offline' then 3 else 4 end`;

const KINDS = [
  'tamper',
  'cover-open',
  'magnetic-field',
  'credit-low',
  'credit-zero',
  'offline',
  'over-power',
  'over-voltage',
  'under-voltage',
  'clock-skew',
  'battery-low',
  'consumption-without-credit',
  'no-consumption',
  'delivery-failed',
];

const OPEN = 'acknowledged_at is null and cleared_at is null';

/** An open alarm is neither acknowledged nor cleared, and each list has its index. */
const INDEXES = {
  alarm_open: `unique index alarm_open on alarm (utility, meter_number, kind) where ${OPEN}`,
  alarm_open_newest: `index alarm_open_newest on alarm (utility, raised_at desc, alarm_id desc) where ${OPEN}`,
  alarm_open_ranked: `index alarm_open_ranked on alarm (utility, severity, raised_at desc, alarm_id desc) where ${OPEN}`,
  alarm_open_of_kind: `index alarm_open_of_kind on alarm (utility, kind, meter_number) where ${OPEN}`,
  alarm_of_kind: 'index alarm_of_kind on alarm (utility, kind, raised_at desc, alarm_id desc)',
  alarm_of_severity: 'index alarm_of_severity on alarm (utility, severity, raised_at desc, alarm_id desc)',
  alarm_ended: 'index alarm_ended on alarm (ended_at) where ended_at is not null',
} as const;
const FORMER = ['alarm_open', 'alarm_open_newest', 'alarm_acknowledged'];

const COUNT = `create function count_open_alarms() returns trigger language plpgsql as $$ begin
    if tg_op <> 'INSERT' and old.acknowledged_at is null and old.cleared_at is null then
      insert into fleet_change values (old.utility, 'alarm:' || old.severity || ':' || old.kind, '-infinity', -1);
    end if;
    if tg_op <> 'DELETE' and new.acknowledged_at is null and new.cleared_at is null then
      insert into fleet_change values (new.utility, 'alarm:' || new.severity || ':' || new.kind, '-infinity', 1);
    end if;
    return null;
  end $$`;

/** Alarms have a rank, can be cleared with a reason or by the end of their cause, and the open ones are counted. */
export class RankAlarms1764000009401 implements MigrationInterface {
  readonly name = 'RankAlarms1764000009401';

  async up(queryRunner: QueryRunner): Promise<void> {
    const statements = [
      'alter table alarm drop constraint alarm_kind_check',
      `alter table alarm add column severity smallint not null default 4 check (severity between 1 and 4),
         add column cleared_at timestamptz, add column cleared_by text, add column clear_reason text`,
      'alter table alarm add column ended_at timestamptz generated always as (coalesce(cleared_at, acknowledged_at)) stored',
      RANKED,
      `alter table alarm add constraint alarm_kind_check check (kind in (${KINDS.map((kind) => `'${kind}'`).join(', ')}))`,
      ...FORMER.map((name) => `drop index ${name}`),
      ...Object.values(INDEXES).map((index) => `create ${index}`),
      `insert into fleet_count select utility, 'alarm:' || severity || ':' || kind, '-infinity', count(*) from alarm where ${OPEN} group by 1, 2`,
      COUNT,
      'create trigger alarm_counted after insert or update or delete on alarm for each row execute function count_open_alarms()',
    ];
    for (const statement of statements) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const statements = [
      'drop function count_open_alarms() cascade',
      'alter table alarm drop constraint alarm_kind_check',
      `delete from fleet_change where figure like 'alarm:%'`,
      `delete from fleet_count where figure like 'alarm:%'`,
      ...Object.keys(INDEXES).map((name) => `drop index ${name}`),
      `update alarm set kind = 'low-credit' where kind = 'credit-low'`,
      `delete from alarm where kind not in ('tamper', 'low-credit', 'offline', 'over-power')`,
      'update alarm set acknowledged_at = cleared_at where acknowledged_at is null',
      'alter table alarm drop column severity, drop column ended_at, drop column cleared_at, drop column cleared_by, drop column clear_reason',
      `alter table alarm add constraint alarm_kind_check check (kind in ('tamper', 'low-credit', 'offline', 'over-power'))`,
      'create unique index alarm_open on alarm (utility, meter_number, kind) where acknowledged_at is null',
      'create index alarm_open_newest on alarm (utility, raised_at desc, alarm_id desc) where acknowledged_at is null',
      'create index alarm_acknowledged on alarm (acknowledged_at) where acknowledged_at is not null',
    ];
    for (const statement of statements) await queryRunner.query(statement);
  }
}
