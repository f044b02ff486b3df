import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The reversal that a till's cancel of a payment has asked for. */
@Entity('till_cancel')
export class TillCancelRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('uuid') readonly vendorId!: string;
  @PrimaryColumn('text') readonly messageKey!: string;
  @Column('uuid') readonly reversalId!: string;
}
