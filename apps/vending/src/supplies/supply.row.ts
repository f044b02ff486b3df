import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { FixedChargeJson } from './fixed-charge-json.js';

/** What pricing remembers of a meter on an account. */
@Entity('supply')
export class SupplyRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('uuid') readonly supplyId!: string;
  @Column('text') readonly meterNumber!: string;
  @Column('text', { nullable: true }) readonly accountNumber!: string | null;
  @Column('timestamptz') readonly startedAt!: Date;
  @Column('text') readonly unitsMonth!: string;
  @Column('numeric') readonly unitsTenths!: string;
  @Column('text', { nullable: true }) readonly chargesAccruedThrough!: string | null;
  @Column('jsonb') readonly fixedChargesDue!: readonly FixedChargeJson[];
}
