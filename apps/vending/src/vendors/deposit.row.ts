import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Money paid in for a float, once per reference. */
@Entity('vendor_deposit')
export class DepositRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('uuid') readonly depositId!: string;
  @Column('uuid') readonly vendorId!: string;
  @Column('numeric') readonly amountMinor!: string;
  @Column('text') readonly currency!: string;
  @Column('text') readonly reference!: string;
  @Column('timestamptz') readonly depositedAt!: Date;
}
