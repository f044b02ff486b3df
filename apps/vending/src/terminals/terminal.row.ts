import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('terminal')
export class TerminalRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('uuid') readonly terminalId!: string;
  @Column('uuid') readonly outletId!: string;
  @Column('uuid') readonly vendorId!: string;
  @Column('text') readonly name!: string;
  @Column('bytea') readonly secretHash!: Buffer;
  @Column('boolean') readonly sandbox!: boolean;
  @Column('text', { nullable: true }) readonly signsInAs!: string | null;
  @Column('text') readonly timeZone!: string;
  @Column('timestamptz') readonly createdAt!: Date;
  @Column('text') readonly createdBy!: string;
  @Column('timestamptz', { nullable: true }) readonly revokedAt!: Date | null;
  @Column('text', { nullable: true }) readonly revokedBy!: string | null;
  @Column('timestamptz', { nullable: true }) readonly engineeringAllowedAt!: Date | null;
  @Column('text', { nullable: true }) readonly engineeringAllowedBy!: string | null;
}
