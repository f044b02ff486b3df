import type { AlarmKind } from '@openprepay/contracts/telemetry';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Severity } from '../alarm-rules/alarm-rule.js';

@Entity('alarm')
export class AlarmRow {
  @PrimaryColumn('uuid') readonly alarmId!: string;
  @Column('text') readonly utility!: string;
  @Column('text') readonly meterNumber!: string;
  @Column('text') readonly meterPan!: string;
  @Column('text') readonly kind!: AlarmKind;
  @Column('smallint') readonly severity!: Severity;
  @Column('timestamptz') readonly raisedAt!: Date;
  @Column('timestamptz', { nullable: true }) readonly meterTime!: Date | null;
  @Column('timestamptz', { nullable: true }) readonly acknowledgedAt!: Date | null;
  @Column('text', { nullable: true }) readonly acknowledgedBy!: string | null;
  @Column('timestamptz', { nullable: true }) readonly clearedAt!: Date | null;
  @Column('text', { nullable: true }) readonly clearedBy!: string | null;
  @Column('text', { nullable: true }) readonly clearReason!: string | null;
  @Column('uuid', { nullable: true }) readonly stormId!: string | null;
  /** Its storm is not over, and stands for it. */
  @Column('boolean') readonly gathered!: boolean;
}
