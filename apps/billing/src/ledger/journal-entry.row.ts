import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The head of a booking; never changed, which the database sees to. */
@Entity('journal_entry')
export class JournalEntryRow {
  @PrimaryColumn('text') readonly utility!: string;
  /** UUIDv7, made before the entry is booked: the order of booking is that of `journal_number`. */
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('text') readonly reference!: string;
  @Column('text') readonly currency!: string;
  @Column('text', { nullable: true }) readonly accountNumber!: string | null;
  /** bigint, of a vend. */
  @Column('bigint', { nullable: true }) readonly receiptNumber!: string | null;
  /** All lines come with their entry: none is added later. */
  @Column('smallint') readonly lineCount!: number;
  @Column('timestamptz') readonly at!: Date;
  @Column('timestamptz') readonly postedAt!: Date;
}
