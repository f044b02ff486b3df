import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('outlet')
export class OutletRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('uuid') readonly outletId!: string;
  @Column('uuid') readonly vendorId!: string;
  @Column('text') readonly name!: string;
  @Column('timestamptz') readonly createdAt!: Date;
  @Column('text') readonly createdBy!: string;
}
