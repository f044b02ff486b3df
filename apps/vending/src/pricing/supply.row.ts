import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { FixedChargeJson } from './pricing-json.js';

/** What pricing remembers of a meter on an account. */
@Entity('supply')
export class SupplyRow {
  @PrimaryColumn({ type: 'text' })
  readonly utility!: string;

  @PrimaryColumn({ name: 'supply_id', type: 'uuid' })
  readonly supplyId!: string;

  @Column({ name: 'meter_number', type: 'text' })
  readonly meterNumber!: string;

  @Column({ name: 'account_number', type: 'text', nullable: true })
  readonly accountNumber!: string | null;

  @Column({ name: 'started_at', type: 'timestamptz' })
  readonly startedAt!: Date;

  @Column({ name: 'units_month', type: 'text' })
  readonly unitsMonth!: string;

  @Column({ name: 'units_tenths', type: 'numeric' })
  readonly unitsTenths!: string;

  @Column({ name: 'charges_accrued_through', type: 'text', nullable: true })
  readonly chargesAccruedThrough!: string | null;

  @Column({ name: 'fixed_charges_due', type: 'jsonb' })
  readonly fixedChargesDue!: readonly FixedChargeJson[];
}
