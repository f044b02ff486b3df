import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The service's own copy of what vending tells of a meter. */
@Entity('meter')
export class MeterRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('text') readonly meterNumber!: string;
  @Column('text') readonly meterPan!: string;
  /** Perhaps one that only a later version knows. */
  @Column('text') readonly commodity!: string;
  @Column('timestamptz') readonly changedAt!: Date;
}
