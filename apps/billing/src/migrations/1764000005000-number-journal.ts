import { changeOnly, readOnly } from '@openprepay/persistence/grants';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An entry is checked whole when its transaction commits, and gets its number there: 1, 2, 3, … of each utility, without a
 * gap, in the order in which entries became visible. Whoever reads on after a number misses nothing.
 */
export class NumberJournal1764000005000 implements MigrationInterface {
  readonly name = 'NumberJournal1764000005000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(tables);
    await queryRunner.query(numbersOfOldEntries);
    await queryRunner.query(guards);
    for (const table of ['journal_head', 'journal_number']) {
      await protectByUtility(queryRunner, table);
      await readOnly(queryRunner, table);
    }
    for (const [table, changeable] of Object.entries(changeableColumns)) await changeOnly(queryRunner, table, changeable);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop trigger journal_entry_booked on journal_entry');
    await queryRunner.query('drop trigger journal_line_in_time on journal_line');
    await queryRunner.query('drop table journal_number, journal_head');
    await queryRunner.query('drop function book_journal_entry(), refuse_late_lines()');
    await queryRunner.query(indexOfAccounts);
    await queryRunner.query('alter table journal_entry drop constraint journal_entry_has_lines');
    await queryRunner.query('alter table debt drop constraint debt_paid_once');
  }
}

const indexOfAccounts = `
  create index journal_entry_account on journal_entry (utility, account_number, id) where account_number is not null`;

/** What the service itself updates. Rows of the journal and versions of tariffs are never changed. */
const changeableColumns = {
  tariff: ['latest_version'],
  tariff_version: [],
  default_tariff: '*',
  account: ['tariff_code', 'pricing_revision', 'applied_revision'],
  debt: ['settled_elsewhere_minor', 'recovered_minor'],
  journal_entry: [],
  journal_line: [],
} as const;

/** Checks are `not valid`: they hold for what is written from now on, whatever is there. */
const tables = `
  alter table journal_entry add constraint journal_entry_has_lines check (line_count >= 2) not valid;
  alter table debt add constraint debt_paid_once check (settled_elsewhere_minor + recovered_minor <= charged_minor) not valid;

  create table journal_head (
    utility text not null primary key,
    last_number bigint not null check (last_number > 0)
  ) with (fillfactor = 50);
  create table journal_number (
    utility text not null,
    number bigint not null,
    entry_id uuid not null,
    account_number text,
    primary key (utility, number),
    unique (utility, entry_id)
  );
  create index journal_number_account on journal_number (utility, account_number, number) where account_number is not null;
  drop index journal_entry_account`;

const numbersOfOldEntries = `
  insert into journal_number (utility, number, entry_id, account_number)
    select utility, row_number() over (partition by utility order by posted_at, id), id, account_number from journal_entry;
  insert into journal_head (utility, last_number) select utility, max(number) from journal_number group by utility`;

/** The function that numbers is its owner's, so that the service can have no hand in numbers. */
const guards = `
  create function book_journal_entry() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
  declare lines bigint; unbalanced boolean; next_number bigint;
  begin
    select count(*) into lines from journal_line where utility = new.utility and entry_id = new.id;
    if lines <> new.line_count or lines < 2 then
      raise exception 'a journal entry is booked with all of its lines, two at least' using errcode = 'check_violation';
    end if;
    select true into unbalanced from journal_line where utility = new.utility and entry_id = new.id
      group by currency having sum(amount_minor) <> 0 limit 1;
    if unbalanced then
      raise exception 'the lines of a journal entry must sum to zero' using errcode = 'check_violation';
    end if;
    -- The row is held until the transaction has committed, which it is about to: numbers are in the order of the commits.
    insert into journal_head as head (utility, last_number) values (new.utility, 1)
      on conflict (utility) do update set last_number = head.last_number + 1 returning last_number into next_number;
    insert into journal_number (utility, number, entry_id, account_number)
      values (new.utility, next_number, new.id, new.account_number);
    return null;
  end $$;
  create constraint trigger journal_entry_booked after insert on journal_entry
    deferrable initially deferred for each row execute function book_journal_entry();

  create function refuse_late_lines() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
  begin
    -- An entry has its number once its transaction has committed.
    if exists (select 1 from added join journal_number number using (utility, entry_id)) then
      raise exception 'the lines of a journal entry are booked together, with it' using errcode = 'check_violation';
    end if;
    return null;
  end $$;
  create trigger journal_line_in_time after insert on journal_line
    referencing new table as added for each statement execute function refuse_late_lines();

  create trigger journal_number_unchanged before update or delete on journal_number for each row execute function refuse_journal_change();
  create trigger journal_number_kept before truncate on journal_number for each statement execute function refuse_journal_change()`;
