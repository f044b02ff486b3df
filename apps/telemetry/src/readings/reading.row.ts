import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One point: its natural key is its primary key (docs/adr/0022). */
@Entity('reading')
export class ReadingRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('text') readonly meterNumber!: string;
  @PrimaryColumn('text') readonly register!: string;
  @PrimaryColumn('timestamptz') readonly ts!: Date;
  /** An exact decimal; numeric and bigint travel as text. */
  @Column('numeric') readonly value!: string;
  /** The meter's own counter of its messages. */
  @Column('bigint') readonly seq!: string;
  @Column('timestamptz') readonly receivedAt!: Date;
}
