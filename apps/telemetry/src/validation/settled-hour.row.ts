import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An hour of a register; the arrays have an element for each quarter of it in which there was a point. */
@Entity('reading_hour')
export class SettledHourRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('text') readonly meterNumber!: string;
  @PrimaryColumn('text') readonly register!: string;
  @PrimaryColumn('timestamptz') readonly hour!: Date;
  /** 0 to 3. */
  @Column('smallint', { array: true }) readonly quarters!: readonly number[];
  /** Exact decimals. */
  @Column('numeric', { array: true }) readonly firsts!: readonly string[];
  @Column('numeric', { array: true }) readonly lasts!: readonly string[];
  @Column('numeric', { array: true }) readonly mins!: readonly string[];
  @Column('numeric', { array: true }) readonly maxs!: readonly string[];
  @Column('integer', { array: true }) readonly counts!: readonly number[];
  /** Null where nobody knows, and of gauges. */
  @Column('numeric', { array: true }) readonly consumptions!: readonly (string | null)[];
  @Column('boolean', { array: true }) readonly suspects!: readonly boolean[];
  @Column('boolean', { array: true }) readonly estimated!: readonly boolean[];
}
