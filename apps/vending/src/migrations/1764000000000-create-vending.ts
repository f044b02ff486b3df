import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const MONEY = 'numeric(30,0)';

const TABLES = [
  'meter',
  'supply',
  'vendor',
  'vendor_deposit',
  'tariff_version',
  'default_tariff',
  'account_pricing',
  'debt',
  'vend',
  'receipt_counter',
];

/** The sale: points of service, vendors with their float, the copy of billing's pricing, and vends. */
export class CreateVending1764000000000 implements MigrationInterface {
  readonly name = 'CreateVending1764000000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...METERS, ...VENDORS, ...PRICING, ...VENDS]) await queryRunner.query(statement);
    for (const table of TABLES) await protectByUtility(queryRunner, table);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table ${TABLES.toReversed().join(', ')}`);
  }
}

const METERS = [
  `create table meter (
    utility text not null,
    meter_number text not null,
    meter_id uuid not null,
    meter_pan text not null,
    manufacturer_code text not null,
    supply_group_code text not null,
    key_type smallint not null,
    key_revision smallint not null,
    tariff_index text not null,
    encryption_algorithm text not null,
    decoder_key_algorithm text not null,
    base_date smallint not null,
    commodity text not null,
    account_number text,
    supply_id uuid not null,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    constraint meter_pk primary key (utility, meter_number)
  )`,
  'create index meter_account on meter (utility, account_number, meter_number) where account_number is not null',
  // the fill factor leaves room for the new version of a row on its own page: a supply changes with every vend
  `create table supply (
    utility text not null,
    supply_id uuid not null,
    meter_number text not null,
    account_number text,
    started_at timestamptz not null,
    units_month text not null,
    units_tenths ${MONEY} not null check (units_tenths >= 0),
    charges_accrued_through text,
    fixed_charges_due jsonb not null,
    constraint supply_pk primary key (utility, supply_id),
    constraint supply_meter foreign key (utility, meter_number) references meter
  ) with (fillfactor = 70)`,
];

const VENDORS = [
  `create table vendor (
    utility text not null,
    vendor_id uuid not null,
    name text not null,
    currency text not null,
    float_minor ${MONEY} not null,
    float_limit_minor ${MONEY} not null check (float_limit_minor >= 0),
    created_at timestamptz not null,
    constraint vendor_pk primary key (utility, vendor_id),
    constraint vendor_float_within_limit check (float_minor + float_limit_minor >= 0)
  ) with (fillfactor = 50)`,
  `create table vendor_deposit (
    utility text not null,
    deposit_id uuid not null,
    vendor_id uuid not null,
    amount_minor ${MONEY} not null check (amount_minor > 0),
    currency text not null,
    reference text not null,
    deposited_at timestamptz not null,
    constraint vendor_deposit_pk primary key (utility, deposit_id),
    constraint vendor_deposit_vendor foreign key (utility, vendor_id) references vendor,
    constraint vendor_deposit_reference unique (utility, vendor_id, reference)
  )`,
];

const PRICING = [
  `create table tariff_version (
    utility text not null,
    tariff_code text not null,
    version integer not null,
    document jsonb not null,
    constraint tariff_version_pk primary key (utility, tariff_code, version)
  )`,
  `create table default_tariff (
    utility text not null,
    commodity text not null,
    tariff_code text not null,
    changed_at timestamptz not null,
    constraint default_tariff_pk primary key (utility, commodity)
  )`,
  `create table account_pricing (
    utility text not null,
    account_number text not null,
    revision integer not null,
    currency text not null,
    tariff_code text,
    has_debts boolean not null,
    constraint account_pricing_pk primary key (utility, account_number)
  )`,
  // a debt that billing no longer lists has no position; what was recovered of it stays known
  `create table debt (
    utility text not null,
    account_number text not null,
    debt_id uuid not null,
    code text not null,
    position integer,
    charged_minor ${MONEY} not null,
    settled_elsewhere_minor ${MONEY} not null,
    recovery_share text,
    recovery_amount_minor ${MONEY},
    recovered_minor ${MONEY} not null default 0 check (recovered_minor >= 0),
    constraint debt_pk primary key (utility, account_number, debt_id),
    constraint debt_recovery check ((recovery_share is null) <> (recovery_amount_minor is null))
  ) with (fillfactor = 70)`,
];

const VENDS = [
  // no foreign key to vendor: its check would lock the busiest row of the house in every vend, and the float update proves it anyway
  `create table vend (
    utility text not null,
    vend_id uuid not null,
    vendor_id uuid,
    idempotency_key text not null,
    sold_by text not null,
    state text not null check (state in ('awaiting-token', 'completed', 'failed')),
    meter_number text not null,
    meter_pan text not null,
    key_data jsonb not null,
    supply_id uuid not null,
    account_number text,
    commodity text not null,
    currency text not null,
    tender_minor ${MONEY} not null check (tender_minor > 0),
    payment_method text not null,
    units_tenths ${MONEY} not null check (units_tenths > 0),
    units_month text not null,
    tariff_code text not null,
    tariff_version integer not null,
    lines jsonb not null,
    fixed_charges_taken jsonb not null,
    debts_taken jsonb not null,
    accepted_at timestamptz not null,
    token_requested_at timestamptz not null,
    receipt_number text,
    tokens jsonb,
    sample_tables boolean,
    failure_code text,
    failure_reason text,
    settled_at timestamptz,
    delivery_state text not null default 'none' check (delivery_state in ('none', 'credited', 'rejected')),
    delivery_at timestamptz,
    delivery_code text,
    credit_remaining text,
    constraint vend_pk primary key (utility, vend_id),
    constraint vend_outcome check (
      (state = 'awaiting-token' and settled_at is null and tokens is null and failure_code is null)
      or (state = 'completed' and settled_at is not null and tokens is not null and receipt_number is not null and failure_code is null)
      or (state = 'failed' and settled_at is not null and tokens is null and failure_code is not null)
    )
  ) with (fillfactor = 70)`,
  // a vendor's keys are its own; the utility's staff share theirs, and may look a key up whoever's it is
  'create unique index vend_idempotency_key on vend (utility, idempotency_key, vendor_id) nulls not distinct',
  'create unique index vend_receipt_number on vend (utility, receipt_number) where receipt_number is not null',
  'create index vend_meter on vend (utility, meter_number, vend_id)',
  'create index vend_vendor on vend (utility, vendor_id, vend_id)',
  `create index vend_unanswered on vend (token_requested_at) where state = 'awaiting-token'`,
  `create table receipt_counter (
    utility text not null constraint receipt_counter_pk primary key,
    last_number bigint not null
  )`,
];
