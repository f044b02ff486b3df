import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What of a utility's money for vendors takes two people. */
@Entity('vendor_policy')
export class VendorPolicyRow {
  @PrimaryColumn('text') readonly utility!: string;
  @Column('numeric') readonly depositApprovalAboveMinor!: string;
  @Column('numeric') readonly floatLimitApprovalAboveMinor!: string;
  /** As deposits, where nothing was said of withdrawals. */
  @Column('numeric', { nullable: true }) readonly withdrawalApprovalAboveMinor!: string | null;
  @Column('timestamptz') readonly changedAt!: Date;
  @Column('text') readonly changedBy!: string;
  @Column('text', { nullable: true }) readonly approvedBy!: string | null;
}
