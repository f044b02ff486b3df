import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far a utility's receipts are booked; bigint, which the driver hands over as text. */
@Entity('receipt_watch')
export class ReceiptWatchRow {
  @PrimaryColumn('text') readonly utility!: string;
  @Column('bigint', { nullable: true }) readonly bookedThrough!: string | null;
  @Column('bigint') readonly statedThrough!: string;
  @Column('bigint', { nullable: true }) readonly missingThrough!: string | null;
  @Column('timestamptz', { nullable: true }) readonly missingSince!: Date | null;
  @Column('integer') readonly asked!: number;
}
