import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The MQTT user name is the meter number, so a number has one owner in the whole installation (docs/adr/0021). */
@Entity('mqtt_credential')
export class CredentialRow {
  @PrimaryColumn('text') readonly meterNumber!: string;
  @Column('text') readonly utility!: string;
  /** None while a number is kept for its utility and no password was made, or where a certificate takes its place. */
  @Column('bytea', { nullable: true }) readonly passwordHash!: Buffer | null;
  /** SHA-256 of the certificate that it comes in by instead of a password. */
  @Column('bytea', { nullable: true }) readonly certificateFingerprint!: Buffer | null;
  @Column('timestamptz') readonly createdAt!: Date;
  /** Code of what the meter speaks; none where it speaks as this platform does. */
  @Column('text', { nullable: true }) readonly deviceProfile!: string | null;
  /** Who runs the installation has said whose the number is: it stays that utility's also without a password. */
  @Column('boolean') readonly reassigned!: boolean;
}
