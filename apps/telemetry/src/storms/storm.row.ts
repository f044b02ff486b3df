import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('alarm_storm')
export class StormRow {
  @PrimaryColumn('uuid') readonly stormId!: string;
  @Column('text') readonly utility!: string;
  @Column('text') readonly networkNode!: string;
  @Column('integer') readonly meters!: number;
  @Column('timestamptz') readonly beganAt!: Date;
  @Column('timestamptz') readonly lastJoinedAt!: Date;
  @Column('integer') readonly toldMeters!: number;
  @Column('timestamptz') readonly toldAt!: Date;
  @Column('timestamptz', { nullable: true }) readonly endedAt!: Date | null;
}
