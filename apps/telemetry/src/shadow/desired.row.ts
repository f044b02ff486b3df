import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { MeterSettings } from './wish.js';

/** How a meter is wished to be. */
@Entity('meter_desired')
export class DesiredRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('text') readonly meterNumber!: string;
  @Column('jsonb') readonly wish!: MeterSettings;
  @Column('text') readonly requestedBy!: string;
  @Column('timestamptz') readonly requestedAt!: Date;
  /** How often the meter was told since it was wished, or was last as wished. */
  @Column('integer') readonly attempts!: number;
  @Column('timestamptz') readonly nextAttemptAt!: Date;
}
