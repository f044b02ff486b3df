import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { FixedChargeJson } from './fixed-charge-json.js';

/** A time without a meter, as JSON holds it. */
export interface PauseJson {
  readonly from: string;
  readonly until: string;
}

/** What pricing remembers of a meter on an account. */
@Entity('supply')
export class SupplyRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('uuid') readonly supplyId!: string;
  /** That is on it, or was the last to be. */
  @Column('text') readonly meterNumber!: string;
  @Column('text') readonly commodity!: string;
  @Column('text', { nullable: true }) readonly accountNumber!: string | null;
  /** Of what is due; null before the first vend. */
  @Column('text', { nullable: true }) readonly currency!: string | null;
  @Column('timestamptz') readonly startedAt!: Date;
  /** Since when no meter is on it; null while one is. */
  @Column('timestamptz', { nullable: true }) readonly leftAt!: Date | null;
  @Column('text') readonly unitsMonth!: string;
  @Column('numeric') readonly unitsTenths!: string;
  /** The last month whose free units were given. */
  @Column('text', { nullable: true }) readonly freeUnitsMonth!: string | null;
  @Column('text', { nullable: true }) readonly chargesAccruedThrough!: string | null;
  @Column('jsonb') readonly fixedChargesDue!: readonly FixedChargeJson[];
  @Column('jsonb') readonly pauses!: readonly PauseJson[];
}
