import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The last receipt number of a utility. */
@Entity('receipt_counter')
export class ReceiptCounterRow {
  @PrimaryColumn('text') readonly utility!: string;
  @Column('bigint') readonly lastNumber!: string;
}
