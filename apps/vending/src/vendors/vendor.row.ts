import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A vendor and what is left of its float. */
@Entity('vendor')
export class VendorRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('uuid') readonly vendorId!: string;
  @Column('text') readonly name!: string;
  @Column('text') readonly currency!: string;
  @Column('numeric') readonly floatMinor!: string;
  @Column('numeric') readonly floatLimitMinor!: string;
  @Column('timestamptz') readonly createdAt!: Date;
  /** Position of the movement that made the float what it is. */
  @Column('bigint') readonly lastMovement!: string;
}
