import type { DialectName } from '@openprepay/contracts/http/telemetry-device-profiles';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Source, Sources } from '../uplink/device-profile.js';

@Entity('device_profile')
export class DeviceProfileRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('text') readonly code!: string;
  @Column('text') readonly dialect!: DialectName;
  @Column('text') readonly topicPattern!: string;
  @Column('jsonb') readonly registers!: Sources;
  @Column('jsonb', { nullable: true }) readonly credit!: Source | null;
  @Column('text') readonly timeZone!: string;
  @Column('text') readonly createdBy!: string;
  @Column('timestamptz') readonly createdAt!: Date;
}
