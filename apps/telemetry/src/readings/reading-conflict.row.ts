import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('reading_conflict')
export class ReadingConflictRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('text') readonly meterNumber!: string;
  @PrimaryColumn('text') readonly register!: string;
  @PrimaryColumn('timestamptz') readonly ts!: Date;
  /** Exact decimals; numeric and bigint travel as text. */
  @PrimaryColumn('numeric') readonly value!: string;
  @Column('numeric') readonly storedValue!: string;
  @Column('bigint') readonly seq!: string;
  @Column('timestamptz') readonly receivedAt!: Date;
}
