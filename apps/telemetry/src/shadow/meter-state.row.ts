import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Relay } from './shadow.js';

/** Of a meter that was heard of at least once. */
@Entity('meter_state')
export class MeterStateRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('text') readonly meterNumber!: string;
  @Column('boolean') readonly connected!: boolean;
  /** When `connected` became what it is. */
  @Column('timestamptz') readonly changedAt!: Date;
  @Column('timestamptz') readonly lastSeenAt!: Date;
  @Column('text', { nullable: true }) readonly firmware!: string | null;
  @Column('text', { nullable: true }) readonly relay!: Relay | null;
  @Column('timestamptz', { nullable: true }) readonly relayAt!: Date | null;
  /** The meter's own counter of the message that said so, and when it came; bigint travels as text. */
  @Column('bigint', { nullable: true }) readonly relaySeq!: string | null;
  @Column('timestamptz', { nullable: true }) readonly relayReceivedAt!: Date | null;
  /** In the unit of the meter's commodity, as it wrote it. */
  @Column('text', { nullable: true }) readonly creditRemaining!: string | null;
  @Column('timestamptz', { nullable: true }) readonly creditAt!: Date | null;
  @Column('integer', { nullable: true }) readonly intervalSeconds!: number | null;
  @Column('text', { nullable: true }) readonly tariffIndex!: string | null;
  @Column('integer', { nullable: true }) readonly powerLimitWatts!: number | null;
  /** When the meter last spoke of these. */
  @Column('timestamptz', { nullable: true }) readonly reportedAt!: Date | null;
}
