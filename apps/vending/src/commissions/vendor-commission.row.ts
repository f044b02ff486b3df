import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CommissionRuleJson } from './commission-json.js';

/** What a vendor earns by its sales from a moment on; the table only grows. */
@Entity('vendor_commission')
export class VendorCommissionRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('uuid') readonly vendorId!: string;
  @PrimaryColumn('integer') readonly version!: number;
  @Column('jsonb') readonly rules!: readonly CommissionRuleJson[];
  @Column('timestamptz') readonly effectiveFrom!: Date;
  @Column('timestamptz') readonly changedAt!: Date;
  @Column('text') readonly changedBy!: string;
}
