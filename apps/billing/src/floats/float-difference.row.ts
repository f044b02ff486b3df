import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A float that differed from the ledger; one of a vendor is open at a time. */
@Entity('float_difference')
export class FloatDifferenceRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('uuid') readonly vendorId!: string;
  @Column('text') readonly currency!: string;
  @Column('numeric') readonly statedMinor!: string;
  @Column('numeric') readonly bookedMinor!: string;
  @Column('bigint') readonly receiptsThrough!: string;
  @Column('timestamptz') readonly statedAt!: Date;
  @Column('timestamptz') readonly foundAt!: Date;
  @Column('timestamptz', { nullable: true }) readonly resolvedAt!: Date | null;
}
