import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Units that are given move no money, and their receipts are in the books all the same: the entry of a vend, and of its reversal, may
 * have no lines at all. Any other entry has two at least.
 */
export class BookGrants1764000130010 implements MigrationInterface {
  readonly name = 'BookGrants1764000130010';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table journal_entry drop constraint journal_entry_has_lines;
      alter table journal_entry add constraint journal_entry_has_lines
        check (line_count >= 2 or (line_count = 0 and (reference like 'vend:%' or reference like 'reversal:%'))) not valid`);
    await queryRunner.query(numberingWith(UNLESS_WITHOUT_LINES));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(numberingWith(''));
    await queryRunner.query(`
      alter table journal_entry drop constraint journal_entry_has_lines;
      alter table journal_entry add constraint journal_entry_has_lines check (line_count >= 2) not valid`);
  }
}

const UNLESS_WITHOUT_LINES = `
         and not exists (select 1 from journal_entry e where e.utility = new.utility and e.id = pending.id and e.line_count = 0)`;

/** As it was, but for which entries may be booked without lines. */
const numberingWith = (unless: string): string => `
  create or replace function book_pending_entries() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
  declare head journal_head; added bigint := cardinality(new.entries);
  begin
    delete from journal_pending where id = new.id;
    -- Lines are checked when they are added, all of an entry together: here it is seen that there are any.
    if exists (
      select 1 from unnest(new.entries) as pending (id)
       where not exists (select 1 from journal_line l where l.utility = new.utility and l.entry_id = pending.id)${unless}
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
  end $$`;
