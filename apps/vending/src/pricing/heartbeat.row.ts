import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A tariff version that billing has published and that has not arrived here. */
export interface MissingVersionJson {
  readonly tariffCode: string;
  readonly version: number;
  readonly validFrom: string;
}

export interface DefaultRevisionJson {
  readonly commodity: string;
  readonly revision: number;
}

/** What billing last said that the utility's pricing comes to. */
@Entity('pricing_heartbeat')
export class HeartbeatRow {
  @PrimaryColumn('text') readonly utility!: string;
  @Column('timestamptz') readonly asOf!: Date;
  /** Null: a version may begin as soon as it is published. */
  @Column('timestamptz', { nullable: true }) readonly completeUntil!: Date | null;
  @Column('jsonb') readonly missing!: readonly MissingVersionJson[];
  @Column('jsonb') readonly defaults!: readonly DefaultRevisionJson[];
}
