import { readOnly } from '@openprepay/persistence/grants';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['journal_pending', 'ledger_period', 'ledger_balance'] as const;

/**
 * Entries of one statement are checked, numbered and put into their accounting period together when their transaction commits, and
 * the balances of their accounts go up in the same step: they are kept, not added up when somebody asks.
 */
export class KeepBalances1764000008000 implements MigrationInterface {
  readonly name = 'KeepBalances1764000008000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(calendar);
    await queryRunner.query(tables);
    await queryRunner.query(balancesOfOldEntries);
    await queryRunner.query(numbering);
    await queryRunner.query(guards);
    await queryRunner.query(timeZones);
    for (const table of TABLES) {
      await protectByUtility(queryRunner, table);
      await readOnly(queryRunner, table);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop trigger journal_entry_pending on journal_entry');
    await queryRunner.query('drop trigger journal_line_checked on journal_line');
    await queryRunner.query('drop trigger journal_number_unchanged on journal_number');
    await queryRunner.query('drop trigger journal_number_undeleted on journal_number');
    await queryRunner.query(`drop table ${TABLES.join(', ')}`);
    await queryRunner.query('alter table journal_number drop column period');
    await queryRunner.query('drop function keep_books_in(text), accounting_month(timestamptz, text), control_account(text)');
    await queryRunner.query('drop function note_pending_entries(), book_pending_entries(), check_journal_lines(), refuse_period_change()');
    await queryRunner.query('alter table journal_head drop column time_zone, drop column closed_through');
    await queryRunner.query(guardsBefore);
  }
}

/** The head's row is locked by whoever books, at the commit, and by whoever closes: either comes first. */
const calendar = `
  alter table journal_head drop constraint journal_head_last_number_check;
  alter table journal_head add constraint journal_head_last_number_check check (last_number >= 0);
  -- the utility's, from the first who names it; until then the books are kept in UTC
  alter table journal_head add column time_zone text;
  -- the first of the last month that is closed
  alter table journal_head add column closed_through date check (extract(day from closed_through) = 1);

  create function accounting_month(at timestamptz, zone text) returns date language sql immutable parallel safe as
    $$ select date_trunc('month', at at time zone coalesce(zone, 'UTC'))::date $$;
  -- accounts of customers stand in the general ledger as one
  create function control_account(account text) returns text language sql immutable parallel safe as
    $$ select case when account like 'customer:%' then 'customer:*' else account end $$`;

const tables = `
  -- what statements of open transactions have booked; empty to everybody else
  create unlogged table journal_pending (
    id bigint generated always as identity primary key,
    utility text not null,
    entries uuid[] not null
  );
  create table ledger_period (
    utility text not null,
    period date not null check (extract(day from period) = 1),
    entries bigint not null,
    primary key (utility, period)
  ) with (fillfactor = 50);
  -- the general ledger, and the customers' that 'customer:*' of the general one sums up
  create table ledger_balance (
    utility text not null,
    ledger text not null check (ledger in ('general', 'customer')),
    account text not null,
    currency text not null,
    period date not null,
    debit_minor numeric(40) not null,
    credit_minor numeric(40) not null,
    primary key (utility, ledger, account, currency, period)
  ) with (fillfactor = 70)`;

const balancesOfOldEntries = `
  drop trigger journal_number_unchanged on journal_number;
  alter table journal_number add column period date;
  update journal_number n set period = accounting_month(e.at, null) from journal_entry e where e.utility = n.utility and e.id = n.entry_id;
  alter table journal_number alter column period set not null;
  create index journal_number_period on journal_number (utility, period, number);

  insert into ledger_period (utility, period, entries) select utility, period, count(*) from journal_number group by utility, period;
  with lines as (
    select l.utility, l.account, l.currency, n.period, l.amount_minor from journal_number n
      join journal_line l on l.utility = n.utility and l.entry_id = n.entry_id
  ), booked as (
    select 'general' as ledger, utility, control_account(account) as account, currency, period, amount_minor from lines
    union all
    select 'customer', utility, account, currency, period, amount_minor from lines where account like 'customer:%'
  )
  insert into ledger_balance (utility, ledger, account, currency, period, debit_minor, credit_minor)
    select utility, ledger, account, currency, period, coalesce(sum(amount_minor) filter (where amount_minor > 0), 0),
           coalesce(-sum(amount_minor) filter (where amount_minor < 0), 0)
      from booked group by utility, ledger, account, currency, period`;

/** The functions of these triggers are still there: what is dropped is dropped a release later. */
const guardsBefore = `
  create constraint trigger journal_entry_booked after insert on journal_entry
    deferrable initially deferred for each row execute function book_journal_entry();
  create trigger journal_line_balanced after insert on journal_line
    referencing new table as added for each statement execute function refuse_unbalanced_entry();
  create trigger journal_line_in_time after insert on journal_line
    referencing new table as added for each statement execute function refuse_late_lines();
  alter table journal_line add constraint journal_line_utility_entry_id_fkey
    foreign key (utility, entry_id) references journal_entry (utility, id) not valid;
  create trigger journal_number_unchanged before update or delete on journal_number for each row execute function refuse_journal_change()`;

/** One turn for all entries of a statement. The functions are their owner's, so that the service has no hand in numbers and balances. */
const numbering = `
  create function note_pending_entries() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
  begin
    insert into journal_pending (utility, entries)
      select utility, array_agg(id order by id) from added group by utility order by utility;
    return null;
  end $$;
  create trigger journal_entry_pending after insert on journal_entry
    referencing new table as added for each statement execute function note_pending_entries();

  create function book_pending_entries() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
  declare head journal_head; added bigint := cardinality(new.entries);
  begin
    delete from journal_pending where id = new.id;
    -- Lines are checked when they are added, all of an entry together: here it is seen that there are any.
    if exists (
      select 1 from unnest(new.entries) as pending (id)
       where not exists (select 1 from journal_line l where l.utility = new.utility and l.entry_id = pending.id)
    ) then
      raise exception 'a journal entry is booked with all of its lines, two at least' using errcode = 'check_violation';
    end if;
    -- The row is held until the transaction has committed, which it is about to: numbers are in the order of the commits, and no
    -- period is closed meanwhile.
    insert into journal_head as h (utility, last_number) values (new.utility, added)
      on conflict (utility) do update set last_number = h.last_number + added returning * into head;
    insert into journal_number (utility, number, entry_id, account_number, period)
      select new.utility, head.last_number - added + row_number() over (order by e.id), e.id, e.account_number,
             greatest(accounting_month(e.at, head.time_zone), (head.closed_through + interval '1 month')::date)
        from journal_entry e where e.utility = new.utility and e.id = any(new.entries);
    insert into ledger_period as p (utility, period, entries)
      select utility, period, count(*) from journal_number where utility = new.utility and entry_id = any(new.entries)
       group by utility, period order by period
      on conflict (utility, period) do update set entries = p.entries + excluded.entries;
    with lines as (
      select l.account, l.currency, n.period, greatest(l.amount_minor, 0) as debit, greatest(-l.amount_minor, 0) as credit
        from journal_number n join journal_line l on l.utility = n.utility and l.entry_id = n.entry_id
       where n.utility = new.utility and n.entry_id = any(new.entries)
    ), booked as (
      select 'general' as ledger, control_account(account) as account, currency, period, debit, credit from lines
      union all
      select 'customer', account, currency, period, debit, credit from lines where account like 'customer:%'
    )
    insert into ledger_balance as b (utility, ledger, account, currency, period, debit_minor, credit_minor)
      select new.utility, ledger, account, currency, period, sum(debit), sum(credit) from booked
       group by ledger, account, currency, period
      on conflict (utility, ledger, account, currency, period) do update
        set debit_minor = b.debit_minor + excluded.debit_minor, credit_minor = b.credit_minor + excluded.credit_minor;
    return null;
  end $$;
  create constraint trigger journal_pending_booked after insert on journal_pending
    deferrable initially deferred for each row execute function book_pending_entries();
  drop trigger journal_entry_booked on journal_entry`;

/** One look at the lines of a statement; that their entry is there takes the place of a foreign key for each of them. */
const guards = `
  create function check_journal_lines() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
  declare fault text;
  begin
    select case when entry.id is null then 'without its entry'
                when number.entry_id is not null or lines <> entry.line_count or first <> 0 or last <> entry.line_count - 1 then 'apart'
                else 'unbalanced' end
      into fault
      from (
        select utility, entry_id, count(*) as lines, min(position) as first, max(position) as last, sum(amount_minor) as total,
               min(currency) as lowest, max(currency) as highest
          from added group by utility, entry_id
      ) booked
      left join journal_entry entry on entry.utility = booked.utility and entry.id = booked.entry_id
      left join journal_number number on number.utility = booked.utility and number.entry_id = booked.entry_id
     where entry.id is null or number.entry_id is not null or lines <> entry.line_count or first <> 0 or last <> entry.line_count - 1
        or total <> 0 or lowest <> entry.currency or highest <> entry.currency
     limit 1;
    if fault = 'without its entry' then
      raise exception 'a line of the journal has its entry in the same utility' using errcode = 'foreign_key_violation';
    elsif fault = 'apart' then
      raise exception 'the lines of a journal entry are booked together, with it' using errcode = 'check_violation';
    elsif fault = 'unbalanced' then
      raise exception 'the lines of a journal entry must sum to zero in its currency' using errcode = 'check_violation';
    end if;
    return null;
  end $$;
  create trigger journal_line_checked after insert on journal_line
    referencing new table as added for each statement execute function check_journal_lines();
  drop trigger journal_line_balanced on journal_line;
  drop trigger journal_line_in_time on journal_line;
  alter table journal_line drop constraint journal_line_utility_entry_id_fkey;

  -- A number never changes; its period does once, when the utility's time zone becomes known.
  create function refuse_period_change() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
  begin
    if (new.utility, new.number, new.entry_id, new.account_number) is distinct from (old.utility, old.number, old.entry_id, old.account_number)
       or exists (select 1 from journal_head where utility = new.utility and (time_zone is not null or closed_through is not null)) then
      raise exception 'the journal is never changed: book a correcting entry' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
  end $$;
  create trigger journal_number_unchanged before update on journal_number for each row execute function refuse_period_change();
  create trigger journal_number_undeleted before delete on journal_number for each row execute function refuse_journal_change()`;

/** Utilities are not billing's: whoever comes with a token brings the time zone, and the first of them settles it. */
const timeZones = `
  create function keep_books_in(zone text) returns table (time_zone text, closed_through date)
  language plpgsql security definer set search_path = pg_catalog, public as $$
  declare keeper text := nullif(current_setting('openprepay.utility', true), ''); head journal_head;
  begin
    if keeper is null or keeper = '*' then raise exception 'books are kept by one utility' using errcode = 'insufficient_privilege'; end if;
    insert into journal_head (utility, last_number) values (keeper, 0) on conflict (utility) do nothing;
    select * into head from journal_head h where h.utility = keeper for update;
    if head.time_zone is null and head.closed_through is null and exists (select 1 from pg_timezone_names where name = zone) then
      with moved as (
        select n.number, n.entry_id, n.period as old, accounting_month(e.at, zone) as new
          from journal_number n join journal_entry e on e.utility = n.utility and e.id = n.entry_id
         where n.utility = keeper and n.period <> accounting_month(e.at, zone)
      ), changed as (
        update journal_number n set period = moved.new from moved where n.utility = keeper and n.number = moved.number
      ), periods as (
        insert into ledger_period as p (utility, period, entries)
          select keeper, period, sum(count) from (select old as period, -1 as count from moved union all select new, 1 from moved) both_sides
           group by period
          on conflict (utility, period) do update set entries = p.entries + excluded.entries
      ), lines as (
        select l.account, l.currency, side.period, side.sign * greatest(l.amount_minor, 0) as debit, side.sign * greatest(-l.amount_minor, 0) as credit
          from moved cross join lateral (values (moved.old, -1), (moved.new, 1)) as side (period, sign)
          join journal_line l on l.utility = keeper and l.entry_id = moved.entry_id
      ), booked as (
        select 'general' as ledger, control_account(account) as account, currency, period, debit, credit from lines
        union all
        select 'customer', account, currency, period, debit, credit from lines where account like 'customer:%'
      )
      insert into ledger_balance as b (utility, ledger, account, currency, period, debit_minor, credit_minor)
        select keeper, ledger, account, currency, period, sum(debit), sum(credit) from booked group by ledger, account, currency, period
        on conflict (utility, ledger, account, currency, period) do update
          set debit_minor = b.debit_minor + excluded.debit_minor, credit_minor = b.credit_minor + excluded.credit_minor;
      update journal_head h set time_zone = zone where h.utility = keeper;
      head.time_zone := zone;
    end if;
    return query select head.time_zone, head.closed_through;
  end $$`;
