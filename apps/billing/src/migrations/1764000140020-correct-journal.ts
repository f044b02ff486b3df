import { changeOnly } from '@openprepay/persistence/grants';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const DECIDED = ['state', 'decided_by_subject', 'decided_by_username', 'decided_at', 'refusal'];

/** Entries that people ask for are kept with both who asked and who decided: what was asked never changes, and is decided on once. */
export class CorrectJournal1764000140020 implements MigrationInterface {
  readonly name = 'CorrectJournal1764000140020';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(table);
    await queryRunner.query(guards);
    await protectByUtility(queryRunner, 'journal_correction');
    await changeOnly(queryRunner, 'journal_correction', DECIDED);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table journal_correction');
    await queryRunner.query('drop function refuse_decided_correction()');
  }
}

const table = `
  create table journal_correction (
    utility text not null,
    correction_id uuid not null,
    idempotency_key text not null,
    currency text not null,
    lines jsonb not null check (jsonb_array_length(lines) >= 2),
    reason text not null check (reason <> ''),
    corrects text,
    state text not null check (state in ('awaiting-approval', 'booked', 'refused')),
    requested_by_subject text not null,
    requested_by_username text not null,
    requested_at timestamptz not null,
    decided_by_subject text,
    decided_by_username text,
    decided_at timestamptz,
    refusal text,
    primary key (utility, correction_id),
    constraint journal_correction_key unique (utility, requested_by_subject, idempotency_key),
    constraint journal_correction_decided check ((state = 'awaiting-approval') = (decided_at is null)
      and (decided_at is null) = (decided_by_subject is null) and (decided_at is null) = (decided_by_username is null)
      and (state = 'refused') = (refusal is not null)),
    constraint journal_correction_two_people check (state <> 'booked' or decided_by_subject <> requested_by_subject)
  );
  create index journal_correction_state on journal_correction (utility, state, correction_id)`;

const guards = `
  create function refuse_decided_correction() returns trigger language plpgsql as $$
  begin
    raise exception 'what was asked never changes, and is decided on once' using errcode = 'restrict_violation';
  end $$;
  create trigger journal_correction_decided_once before update on journal_correction for each row
    when (old.state <> 'awaiting-approval'
      or (old.correction_id, old.idempotency_key, old.currency, old.lines, old.reason, old.requested_by_subject, old.requested_at)
        is distinct from (new.correction_id, new.idempotency_key, new.currency, new.lines, new.reason, new.requested_by_subject, new.requested_at)
      or old.corrects is distinct from new.corrects)
    execute function refuse_decided_correction();
  create trigger journal_correction_kept before delete on journal_correction for each row execute function refuse_decided_correction();
  create trigger journal_correction_never_emptied before truncate on journal_correction for each statement
    execute function refuse_decided_correction()`;
