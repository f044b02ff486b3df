import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const protectedTables = ['tariff', 'tariff_version', 'default_tariff', 'account', 'debt', 'journal_entry', 'journal_line'] as const;

export class CreateBilling1764000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(tariffs);
    await queryRunner.query(accounts);
    await queryRunner.query(journal);
    await queryRunner.query(journalGuards);
    for (const table of protectedTables) await protectByUtility(queryRunner, table);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table ${[...protectedTables].reverse().join(', ')}`);
    await queryRunner.query('drop function refuse_journal_change(), refuse_unbalanced_entry()');
  }
}

const tariffs = `
  create table tariff (
    utility text not null,
    code text not null,
    commodity text not null,
    currency text not null,
    latest_version integer not null,
    primary key (utility, code)
  );
  create table tariff_version (
    utility text not null,
    code text not null,
    version integer not null check (version > 0),
    valid_from timestamptz not null,
    document jsonb not null,
    published_at timestamptz not null,
    primary key (utility, code, version),
    foreign key (utility, code) references tariff (utility, code)
  );
  create table default_tariff (
    utility text not null,
    commodity text not null,
    code text not null,
    primary key (utility, commodity),
    foreign key (utility, code) references tariff (utility, code)
  )`;

const accounts = `
  create table account (
    utility text not null,
    account_number text not null,
    name text not null,
    tariff_code text,
    currency text not null,
    pricing_revision integer not null,
    applied_revision integer not null default 0,
    opened_at timestamptz not null,
    primary key (utility, account_number),
    foreign key (utility, tariff_code) references tariff (utility, code)
  );
  create table debt (
    id uuid primary key,
    utility text not null,
    account_number text not null,
    code text not null,
    position integer not null,
    currency text not null,
    charged_minor numeric(30) not null check (charged_minor > 0),
    settled_elsewhere_minor numeric(30) not null default 0 check (settled_elsewhere_minor >= 0),
    recovered_minor numeric(30) not null default 0 check (recovered_minor >= 0),
    recovery_share text,
    recovery_amount_minor numeric(30),
    incurred_at timestamptz not null,
    check ((recovery_share is null) <> (recovery_amount_minor is null)),
    unique (utility, account_number, position),
    foreign key (utility, account_number) references account (utility, account_number)
  );
  create unique index debt_open_code on debt (utility, account_number, code) where charged_minor > settled_elsewhere_minor + recovered_minor`;

const journal = `
  create table journal_entry (
    utility text not null,
    id uuid not null,
    reference text not null check (reference <> ''),
    currency text not null,
    account_number text,
    line_count smallint not null check (line_count >= 0),
    at timestamptz not null,
    posted_at timestamptz not null default now(),
    primary key (utility, id),
    constraint journal_entry_reference unique (utility, reference)
  );
  create index journal_entry_account on journal_entry (utility, account_number, id) where account_number is not null;
  create table journal_line (
    utility text not null,
    entry_id uuid not null,
    position smallint not null,
    account text not null,
    currency text not null,
    amount_minor numeric(30) not null check (amount_minor <> 0),
    primary key (utility, entry_id, position),
    foreign key (utility, entry_id) references journal_entry (utility, id)
  );
  create index journal_line_account on journal_line (utility, account, currency) include (amount_minor)`;

/** The database itself keeps the journal a journal, whoever writes to it: invariant 6 of docs/architecture.md. */
const journalGuards = `
  create function refuse_journal_change() returns trigger language plpgsql as $$
  begin
    raise exception 'the journal is never changed: book a correcting entry' using errcode = 'integrity_constraint_violation';
  end $$;
  create trigger journal_entry_unchanged before update or delete on journal_entry for each row execute function refuse_journal_change();
  create trigger journal_line_unchanged before update or delete on journal_line for each row execute function refuse_journal_change();
  create trigger journal_entry_kept before truncate on journal_entry for each statement execute function refuse_journal_change();
  create trigger journal_line_kept before truncate on journal_line for each statement execute function refuse_journal_change();

  create function refuse_unbalanced_entry() returns trigger language plpgsql as $$
  begin
    if exists (select 1 from added group by utility, entry_id, currency having sum(amount_minor) <> 0) then
      raise exception 'the lines of a journal entry must sum to zero' using errcode = 'check_violation';
    end if;
    -- Lines that came later, even balanced ones, would change an entry that is booked: all of its places are taken at once.
    if exists (
      select 1 from (
        select utility, entry_id, count(*) as lines, min(position) as first, max(position) as last from added group by utility, entry_id
      ) booked join journal_entry entry on entry.utility = booked.utility and entry.id = booked.entry_id
      where lines <> line_count or first <> 0 or last <> line_count - 1
    ) then
      raise exception 'the lines of a journal entry are booked together, with it' using errcode = 'check_violation';
    end if;
    return null;
  end $$;
  create trigger journal_line_balanced after insert on journal_line
    referencing new table as added for each statement execute function refuse_unbalanced_entry()`;
