import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A record: rows are added and never changed. */
@Entity('meter_certificate')
export class MeterCertificateRow {
  @PrimaryColumn('text') readonly serial!: string;
  @Column('text') readonly utility!: string;
  @Column('text') readonly meterNumber!: string;
  @Column('bytea') readonly fingerprint!: Buffer;
  @Column('text') readonly issuedBy!: string;
  @Column('timestamptz') readonly issuedAt!: Date;
  @Column('timestamptz') readonly expiresAt!: Date;
}
