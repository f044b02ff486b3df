import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A message of a till that changes something and makes no sale, without its sign-in. */
@Entity('till_message')
export class TillMessageRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('uuid') readonly vendorId!: string;
  @PrimaryColumn('text') readonly messageKey!: string;
  @Column('text') readonly profile!: string;
  @Column('text') readonly message!: string;
  @Column('text') readonly receivedFrom!: string;
  @Column('timestamptz') readonly receivedAt!: Date;
}
