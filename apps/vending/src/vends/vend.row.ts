import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { MeterKeyData } from '../meters/meter.js';
import type { FixedChargeJson } from '../pricing/pricing-json.js';
import type { DebtTakenJson, LineJson, TokenJson } from './vend-json.js';

/** A vend: what was sold, what came of it, and what the meter said. */
@Entity('vend')
export class VendRow {
  @PrimaryColumn({ type: 'text' })
  readonly utility!: string;

  @PrimaryColumn({ name: 'vend_id', type: 'uuid' })
  readonly vendId!: string;

  @Column({ name: 'vendor_id', type: 'uuid', nullable: true })
  readonly vendorId!: string | null;

  @Column({ name: 'idempotency_key', type: 'text' })
  readonly idempotencyKey!: string;

  @Column({ name: 'sold_by', type: 'text' })
  readonly soldBy!: string;

  @Column({ type: 'text' })
  readonly state!: string;

  @Column({ name: 'meter_number', type: 'text' })
  readonly meterNumber!: string;

  @Column({ name: 'meter_pan', type: 'text' })
  readonly meterPan!: string;

  @Column({ name: 'key_data', type: 'jsonb' })
  readonly keyData!: MeterKeyData;

  @Column({ name: 'supply_id', type: 'uuid' })
  readonly supplyId!: string;

  @Column({ name: 'account_number', type: 'text', nullable: true })
  readonly accountNumber!: string | null;

  @Column({ type: 'text' })
  readonly commodity!: string;

  @Column({ type: 'text' })
  readonly currency!: string;

  @Column({ name: 'tender_minor', type: 'numeric' })
  readonly tenderMinor!: string;

  @Column({ name: 'payment_method', type: 'text' })
  readonly paymentMethod!: string;

  @Column({ name: 'units_tenths', type: 'numeric' })
  readonly unitsTenths!: string;

  @Column({ name: 'units_month', type: 'text' })
  readonly unitsMonth!: string;

  @Column({ name: 'tariff_code', type: 'text' })
  readonly tariffCode!: string;

  @Column({ name: 'tariff_version', type: 'integer' })
  readonly tariffVersion!: number;

  @Column({ type: 'jsonb' })
  readonly lines!: readonly LineJson[];

  @Column({ name: 'fixed_charges_taken', type: 'jsonb' })
  readonly fixedChargesTaken!: readonly FixedChargeJson[];

  @Column({ name: 'debts_taken', type: 'jsonb' })
  readonly debtsTaken!: readonly DebtTakenJson[];

  @Column({ name: 'accepted_at', type: 'timestamptz' })
  readonly acceptedAt!: Date;

  @Column({ name: 'token_requested_at', type: 'timestamptz' })
  readonly tokenRequestedAt!: Date;

  @Column({ name: 'receipt_number', type: 'text', nullable: true })
  readonly receiptNumber!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  readonly tokens!: readonly TokenJson[] | null;

  @Column({ name: 'sample_tables', type: 'boolean', nullable: true })
  readonly sampleTables!: boolean | null;

  @Column({ name: 'failure_code', type: 'text', nullable: true })
  readonly failureCode!: string | null;

  @Column({ name: 'failure_reason', type: 'text', nullable: true })
  readonly failureReason!: string | null;

  @Column({ name: 'settled_at', type: 'timestamptz', nullable: true })
  readonly settledAt!: Date | null;

  @Column({ name: 'delivery_state', type: 'text' })
  readonly deliveryState!: string;

  @Column({ name: 'delivery_at', type: 'timestamptz', nullable: true })
  readonly deliveryAt!: Date | null;

  @Column({ name: 'delivery_code', type: 'text', nullable: true })
  readonly deliveryCode!: string | null;

  @Column({ name: 'credit_remaining', type: 'text', nullable: true })
  readonly creditRemaining!: string | null;
}
