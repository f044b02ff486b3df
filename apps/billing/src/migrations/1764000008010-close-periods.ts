import { changeOnly, readOnly } from '@openprepay/persistence/grants';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['period_closing', 'period_total'] as const;

/** A row of `period_closing` is the closing of a period: what it takes is seen to, and what stood in the ledger is written down, with it. */
export class ClosePeriods1764000008010 implements MigrationInterface {
  readonly name = 'ClosePeriods1764000008010';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(tables);
    await queryRunner.query(guards);
    for (const table of TABLES) {
      await protectByUtility(queryRunner, table);
      await queryRunner.query(neverChanged(table));
    }
    await changeOnly(queryRunner, 'period_closing', []);
    await readOnly(queryRunner, 'period_total');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop trigger journal_head_settled on journal_head');
    await queryRunner.query(`drop table ${TABLES.join(', ')}`);
    await queryRunner.query('drop function close_period(), refuse_reopening()');
  }
}

const tables = `
  create table period_closing (
    utility text not null,
    period date not null check (extract(day from period) = 1),
    starts_at timestamptz not null,
    ends_at timestamptz not null check (ends_at > starts_at),
    time_zone text not null,
    -- by the database, under the lock that bookings take
    entries bigint not null,
    last_number bigint not null,
    closed_by text not null check (closed_by <> ''),
    closed_by_subject text not null,
    closed_at timestamptz not null check (closed_at >= ends_at),
    primary key (utility, period)
  );
  create table period_total (
    utility text not null,
    period date not null,
    account text not null,
    currency text not null,
    -- of the period
    debit_minor numeric(40) not null,
    credit_minor numeric(40) not null,
    -- of all periods up to its end, debit above zero
    balance_minor numeric(40) not null,
    primary key (utility, period, account, currency),
    foreign key (utility, period) references period_closing (utility, period) deferrable initially deferred
  )`;

const guards = `
  create function close_period() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
  declare head journal_head;
  begin
    insert into journal_head (utility, last_number) values (new.utility, 0) on conflict (utility) do nothing;
    select * into head from journal_head where utility = new.utility for update;
    if (head.closed_through is null and exists (select 1 from ledger_period where utility = new.utility and period < new.period and entries > 0))
       or new.period <> (head.closed_through + interval '1 month')::date then
      raise exception 'periods are closed one after the other, and once' using errcode = 'check_violation';
    end if;
    update journal_head set closed_through = new.period where utility = new.utility;
    new.last_number := head.last_number;
    new.entries := coalesce((select entries from ledger_period where utility = new.utility and period = new.period), 0);
    insert into period_total (utility, period, account, currency, debit_minor, credit_minor, balance_minor)
      select new.utility, new.period, account, currency, coalesce(sum(debit_minor) filter (where period = new.period), 0),
             coalesce(sum(credit_minor) filter (where period = new.period), 0), sum(debit_minor - credit_minor)
        from ledger_balance where utility = new.utility and ledger = 'general' and period <= new.period
       group by account, currency having max(debit_minor) > 0 or max(credit_minor) > 0;
    return new;
  end $$;
  create trigger period_closing_closes before insert on period_closing for each row execute function close_period();

  create function refuse_reopening() returns trigger language plpgsql as $$
  begin
    if old.time_zone is distinct from new.time_zone and old.time_zone is not null
       or new.closed_through is null and old.closed_through is not null or new.closed_through < old.closed_through then
      raise exception 'a closed period stays closed, and the books stay in their time zone' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
  end $$;
  create trigger journal_head_settled before update on journal_head for each row
    when (old.closed_through is distinct from new.closed_through or old.time_zone is distinct from new.time_zone)
    execute function refuse_reopening()`;

const neverChanged = (table: string): string => `
  create trigger ${table}_unchanged before update or delete on ${table} for each row execute function refuse_journal_change();
  create trigger ${table}_kept before truncate on ${table} for each statement execute function refuse_journal_change()`;
