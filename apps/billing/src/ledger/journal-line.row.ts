import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One side of a booking; never changed, and summing to zero with its entry's others, which the database sees to. */
@Entity('journal_line')
export class JournalLineRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('uuid') readonly entryId!: string;
  @PrimaryColumn('smallint') readonly position!: number;
  @Column('text') readonly account!: string;
  @Column('text') readonly currency!: string;
  /** numeric(30), debit positive. */
  @Column('numeric') readonly amountMinor!: string;
}
