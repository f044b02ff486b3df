import { allowChanges, changeOnly } from '@openprepay/persistence/grants';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['payment', 'debt_settlement'] as const;

/** Payments on accounts, what each paid of which debt, and the credit that is left of them. Rows are never changed. */
export class CreatePayments1764000005100 implements MigrationInterface {
  readonly name = 'CreatePayments1764000005100';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(tables);
    await allowChanges(queryRunner, 'account', ['credit_minor']);
    for (const table of TABLES) {
      await protectByUtility(queryRunner, table);
      await changeOnly(queryRunner, table, []);
      await queryRunner.query(neverChanged(table));
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table ${TABLES.join(', ')}`);
    await queryRunner.query('alter table account drop column credit_minor');
  }
}

const tables = `
  alter table account add column credit_minor numeric(30) not null default 0 check (credit_minor >= 0);
  create table payment (
    utility text not null,
    account_number text not null,
    number integer not null check (number > 0),
    id uuid not null,
    idempotency_key text not null,
    taken_by text not null,
    amount_minor numeric(30) not null check (amount_minor > 0),
    currency text not null,
    reference text not null,
    -- as it is compared: one transfer is one payment, however its reference is spelled
    reference_key text not null,
    payment_method text,
    credited_minor numeric(30) not null check (credited_minor between 0 and amount_minor),
    balance_minor numeric(30) not null,
    pricing_revision integer not null,
    paid_at timestamptz not null,
    primary key (utility, account_number, number),
    constraint payment_id unique (utility, id),
    constraint payment_idempotency_key unique (utility, taken_by, idempotency_key),
    constraint payment_reference unique (utility, reference_key),
    foreign key (utility, account_number) references account (utility, account_number)
  );
  create table debt_settlement (
    utility text not null,
    id uuid not null,
    debt_id uuid not null references debt (id),
    account_number text not null,
    amount_minor numeric(30) not null check (amount_minor <> 0),
    cause text not null,
    at timestamptz not null,
    primary key (utility, id)
  );
  create index debt_settlement_cause on debt_settlement (utility, cause)`;

const neverChanged = (table: string): string => `
  create trigger ${table}_unchanged before update or delete on ${table} for each row execute function refuse_journal_change();
  create trigger ${table}_kept before truncate on ${table} for each statement execute function refuse_journal_change()`;
