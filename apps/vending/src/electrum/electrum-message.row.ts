import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A message that a client has sent, so that its id is used once and others can be about it. */
@Entity('electrum_message')
export class ElectrumMessageRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('uuid') readonly vendorId!: string;
  @PrimaryColumn('uuid') readonly messageId!: string;
  @Column('text') readonly kind!: string;
  /** What it is about; of a purchase nothing. */
  @Column('uuid', { nullable: true }) readonly originalId!: string | null;
  @Column('text', { nullable: true }) readonly meterId!: string | null;
  @Column('jsonb') readonly body!: object;
  @Column('text') readonly receivedFrom!: string;
  @Column('timestamptz') readonly receivedAt!: Date;
}
