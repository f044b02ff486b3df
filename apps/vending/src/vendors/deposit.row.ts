import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Money paid in for a float, once per reference of a utility. */
@Entity('vendor_deposit')
export class DepositRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('uuid') readonly depositId!: string;
  @Column('uuid') readonly vendorId!: string;
  @Column('numeric') readonly amountMinor!: string;
  @Column('text') readonly currency!: string;
  @Column('text') readonly reference!: string;
  @Column('text') readonly referenceKey!: string;
  @Column('timestamptz') readonly depositedAt!: Date;
  @Column('text', { nullable: true }) readonly depositedBy!: string | null;
  @Column('text', { nullable: true }) readonly approvedBy!: string | null;
}
