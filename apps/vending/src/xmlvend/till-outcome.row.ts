import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What became of a message of a till that changes something and makes no sale. */
@Entity('till_outcome')
export class TillOutcomeRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('uuid') readonly vendorId!: string;
  @PrimaryColumn('text') readonly messageKey!: string;
  @Column('text') readonly state!: string;
  @Column('text', { nullable: true }) readonly why!: string | null;
  @Column('text', { nullable: true }) readonly code!: string | null;
  @Column('timestamptz') readonly notedAt!: Date;
}
