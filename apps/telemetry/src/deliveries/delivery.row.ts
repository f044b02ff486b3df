import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { DeliveryState, IssuedFor, Verdicts } from './delivery.js';

/** One per vend or order. */
@Entity('token_delivery')
export class DeliveryRow {
  @PrimaryColumn('uuid') readonly deliveryId!: string;
  @Column('text') readonly utility!: string;
  @Column('uuid') readonly vendId!: string;
  @Column('text') readonly issuedFor!: IssuedFor;
  @Column('text') readonly meterNumber!: string;
  @Column('text') readonly meterPan!: string;
  @Column('text', { array: true }) readonly tokens!: string[];
  @Column('integer') readonly ahead!: number;
  @Column('jsonb') readonly verdicts!: Verdicts;
  @Column('text') readonly state!: DeliveryState;
  /** Why the meter does not have it. */
  @Column('text', { nullable: true }) readonly code!: string | null;
  @Column('integer') readonly attempts!: number;
  @Column('timestamptz') readonly createdAt!: Date;
  @Column('timestamptz') readonly expiresAt!: Date;
  @Column('timestamptz') readonly nextAttemptAt!: Date;
  /** When it was sent first. */
  @Column('timestamptz', { nullable: true }) readonly sentAt!: Date | null;
  @Column('timestamptz', { nullable: true }) readonly settledAt!: Date | null;
  @Column('text', { nullable: true }) readonly traceparent!: string | null;
}
