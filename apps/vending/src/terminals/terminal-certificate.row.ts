import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('terminal_certificate')
export class TerminalCertificateRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('text') readonly serial!: string;
  @Column('uuid') readonly terminalId!: string;
  @Column('text') readonly clientId!: string;
  @Column('bytea') readonly fingerprint!: Buffer;
  @Column('timestamptz') readonly issuedAt!: Date;
  @Column('text') readonly issuedBy!: string;
  @Column('timestamptz') readonly expiresAt!: Date;
  @Column('timestamptz', { nullable: true }) readonly usedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) readonly revokedAt!: Date | null;
  @Column('text', { nullable: true }) readonly revokedBy!: string | null;
}
