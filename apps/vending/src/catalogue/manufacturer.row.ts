import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A manufacturer that a utility knows. */
@Entity('manufacturer')
export class ManufacturerRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('text') readonly code!: string;
  @Column('text') readonly name!: string;
  @Column('timestamptz') readonly changedAt!: Date;
}
