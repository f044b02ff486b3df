import type { AlarmKind } from '@openprepay/contracts/telemetry';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Severity } from './alarm-rule.js';

/** A rule that a utility has set. */
@Entity('alarm_rule')
export class AlarmRuleRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('text') readonly kind!: AlarmKind;
  @Column('boolean') readonly enabled!: boolean;
  @Column('smallint') readonly severity!: Severity;
  @Column('numeric', { nullable: true }) readonly threshold!: string | null;
  @Column('integer') readonly forSeconds!: number;
  @Column('timestamptz') readonly changedAt!: Date;
  @Column('text') readonly changedBy!: string;
}
