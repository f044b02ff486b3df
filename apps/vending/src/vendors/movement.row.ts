import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One change of a float, and its balance afterwards; the table only grows. */
@Entity('vendor_movement')
export class MovementRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('uuid') readonly vendorId!: string;
  @PrimaryColumn('bigint') readonly position!: string;
  @Column('text') readonly kind!: string;
  @Column('uuid', { nullable: true }) readonly causeId!: string | null;
  @Column('numeric') readonly amountMinor!: string;
  @Column('numeric') readonly balanceMinor!: string;
  @Column('timestamptz') readonly movedAt!: Date;
}
