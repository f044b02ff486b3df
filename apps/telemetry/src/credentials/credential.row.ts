import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The MQTT user name is the meter number, so a number has one owner in the whole installation (docs/adr/0021). */
@Entity('mqtt_credential')
export class CredentialRow {
  @PrimaryColumn('text') readonly meterNumber!: string;
  @Column('text') readonly utility!: string;
  @Column('bytea') readonly passwordHash!: Buffer;
  @Column('timestamptz') readonly createdAt!: Date;
}
