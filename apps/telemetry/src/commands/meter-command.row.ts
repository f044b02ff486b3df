import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CommandKind, CommandState } from './meter-command.js';

/** Who told a meter what; written down before it is sent. */
@Entity('meter_command')
export class MeterCommandRow {
  @PrimaryColumn('uuid') readonly commandId!: string;
  @Column('text') readonly utility!: string;
  @Column('text') readonly meterNumber!: string;
  @Column('text') readonly kind!: CommandKind;
  @Column('jsonb') readonly params!: object;
  @Column('text') readonly requestedBy!: string;
  @Column('timestamptz') readonly requestedAt!: Date;
  @Column('timestamptz') readonly expiresAt!: Date;
  @Column('text') readonly state!: CommandState;
  @Column('text', { nullable: true }) readonly code!: string | null;
  @Column('text') readonly origin!: 'person' | 'desired';
  @Column('timestamptz', { nullable: true }) readonly sentAt!: Date | null;
  @Column('timestamptz', { nullable: true }) readonly acknowledgedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) readonly endedAt!: Date | null;
  @Column('timestamptz') readonly giveUpAt!: Date;
}
