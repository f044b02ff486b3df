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
    await queryRunner.query(`DROP TABLE ${TABLES.toReversed().join(', ')}`);
  }
}

const METERS = [
  `CREATE TABLE meter (
    utility text NOT NULL,
    meter_number text NOT NULL,
    meter_id uuid NOT NULL,
    meter_pan text NOT NULL,
    manufacturer_code text NOT NULL,
    supply_group_code text NOT NULL,
    key_type smallint NOT NULL,
    key_revision smallint NOT NULL,
    tariff_index text NOT NULL,
    encryption_algorithm text NOT NULL,
    decoder_key_algorithm text NOT NULL,
    base_date smallint NOT NULL,
    commodity text NOT NULL,
    account_number text,
    supply_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    CONSTRAINT meter_pk PRIMARY KEY (utility, meter_number)
  )`,
  'CREATE INDEX meter_account ON meter (utility, account_number, meter_number) WHERE account_number IS NOT NULL',
  // the fill factor leaves room for the new version of a row on its own page: a supply changes with every vend
  `CREATE TABLE supply (
    utility text NOT NULL,
    supply_id uuid NOT NULL,
    meter_number text NOT NULL,
    account_number text,
    started_at timestamptz NOT NULL,
    units_month text NOT NULL,
    units_tenths ${MONEY} NOT NULL CHECK (units_tenths >= 0),
    charges_accrued_through text,
    fixed_charges_due jsonb NOT NULL,
    CONSTRAINT supply_pk PRIMARY KEY (utility, supply_id),
    CONSTRAINT supply_meter FOREIGN KEY (utility, meter_number) REFERENCES meter
  ) WITH (fillfactor = 70)`,
];

const VENDORS = [
  `CREATE TABLE vendor (
    utility text NOT NULL,
    vendor_id uuid NOT NULL,
    name text NOT NULL,
    currency text NOT NULL,
    float_minor ${MONEY} NOT NULL,
    float_limit_minor ${MONEY} NOT NULL CHECK (float_limit_minor >= 0),
    created_at timestamptz NOT NULL,
    CONSTRAINT vendor_pk PRIMARY KEY (utility, vendor_id),
    CONSTRAINT vendor_float_within_limit CHECK (float_minor + float_limit_minor >= 0)
  ) WITH (fillfactor = 50)`,
  `CREATE TABLE vendor_deposit (
    utility text NOT NULL,
    deposit_id uuid NOT NULL,
    vendor_id uuid NOT NULL,
    amount_minor ${MONEY} NOT NULL CHECK (amount_minor > 0),
    currency text NOT NULL,
    reference text NOT NULL,
    deposited_at timestamptz NOT NULL,
    CONSTRAINT vendor_deposit_pk PRIMARY KEY (utility, deposit_id),
    CONSTRAINT vendor_deposit_vendor FOREIGN KEY (utility, vendor_id) REFERENCES vendor,
    CONSTRAINT vendor_deposit_reference UNIQUE (utility, vendor_id, reference)
  )`,
];

const PRICING = [
  `CREATE TABLE tariff_version (
    utility text NOT NULL,
    tariff_code text NOT NULL,
    version integer NOT NULL,
    document jsonb NOT NULL,
    CONSTRAINT tariff_version_pk PRIMARY KEY (utility, tariff_code, version)
  )`,
  `CREATE TABLE default_tariff (
    utility text NOT NULL,
    commodity text NOT NULL,
    tariff_code text NOT NULL,
    changed_at timestamptz NOT NULL,
    CONSTRAINT default_tariff_pk PRIMARY KEY (utility, commodity)
  )`,
  `CREATE TABLE account_pricing (
    utility text NOT NULL,
    account_number text NOT NULL,
    revision integer NOT NULL,
    currency text NOT NULL,
    tariff_code text,
    has_debts boolean NOT NULL,
    CONSTRAINT account_pricing_pk PRIMARY KEY (utility, account_number)
  )`,
  // a debt that billing no longer lists has no position; what was recovered of it stays known
  `CREATE TABLE debt (
    utility text NOT NULL,
    account_number text NOT NULL,
    debt_id uuid NOT NULL,
    code text NOT NULL,
    position integer,
    charged_minor ${MONEY} NOT NULL,
    settled_elsewhere_minor ${MONEY} NOT NULL,
    recovery_share text,
    recovery_amount_minor ${MONEY},
    recovered_minor ${MONEY} NOT NULL DEFAULT 0 CHECK (recovered_minor >= 0),
    CONSTRAINT debt_pk PRIMARY KEY (utility, account_number, debt_id),
    CONSTRAINT debt_recovery CHECK ((recovery_share IS NULL) <> (recovery_amount_minor IS NULL))
  ) WITH (fillfactor = 70)`,
];

const VENDS = [
  // no foreign key to vendor: its check would lock the busiest row of the house in every vend, and the float update proves it anyway
  `CREATE TABLE vend (
    utility text NOT NULL,
    vend_id uuid NOT NULL,
    vendor_id uuid,
    idempotency_key text NOT NULL,
    sold_by text NOT NULL,
    state text NOT NULL CHECK (state IN ('awaiting-token', 'completed', 'failed')),
    meter_number text NOT NULL,
    meter_pan text NOT NULL,
    key_data jsonb NOT NULL,
    supply_id uuid NOT NULL,
    account_number text,
    commodity text NOT NULL,
    currency text NOT NULL,
    tender_minor ${MONEY} NOT NULL CHECK (tender_minor > 0),
    payment_method text NOT NULL,
    units_tenths ${MONEY} NOT NULL CHECK (units_tenths > 0),
    units_month text NOT NULL,
    tariff_code text NOT NULL,
    tariff_version integer NOT NULL,
    lines jsonb NOT NULL,
    fixed_charges_taken jsonb NOT NULL,
    debts_taken jsonb NOT NULL,
    accepted_at timestamptz NOT NULL,
    token_requested_at timestamptz NOT NULL,
    receipt_number text,
    tokens jsonb,
    sample_tables boolean,
    failure_code text,
    failure_reason text,
    settled_at timestamptz,
    delivery_state text NOT NULL DEFAULT 'none' CHECK (delivery_state IN ('none', 'credited', 'rejected')),
    delivery_at timestamptz,
    delivery_code text,
    credit_remaining text,
    CONSTRAINT vend_pk PRIMARY KEY (utility, vend_id),
    CONSTRAINT vend_outcome CHECK (
      (state = 'awaiting-token' AND settled_at IS NULL AND tokens IS NULL AND failure_code IS NULL)
      OR (state = 'completed' AND settled_at IS NOT NULL AND tokens IS NOT NULL AND receipt_number IS NOT NULL AND failure_code IS NULL)
      OR (state = 'failed' AND settled_at IS NOT NULL AND tokens IS NULL AND failure_code IS NOT NULL)
    )
  ) WITH (fillfactor = 70)`,
  // a vendor's keys are its own; the utility's staff share theirs, and may look a key up whoever's it is
  'CREATE UNIQUE INDEX vend_idempotency_key ON vend (utility, idempotency_key, vendor_id) NULLS NOT DISTINCT',
  'CREATE UNIQUE INDEX vend_receipt_number ON vend (utility, receipt_number) WHERE receipt_number IS NOT NULL',
  'CREATE INDEX vend_meter ON vend (utility, meter_number, vend_id)',
  'CREATE INDEX vend_vendor ON vend (utility, vendor_id, vend_id)',
  `CREATE INDEX vend_unanswered ON vend (token_requested_at) WHERE state = 'awaiting-token'`,
  `CREATE TABLE receipt_counter (
    utility text NOT NULL CONSTRAINT receipt_counter_pk PRIMARY KEY,
    last_number bigint NOT NULL
  )`,
];
