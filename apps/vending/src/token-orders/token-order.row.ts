import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { MeterKeyData } from '../meters/meter.js';
import type { OrderedToken, TokenParameters } from './token-order.js';

/** A management token that was ordered, and what came of it. */
@Entity('token_order')
export class TokenOrderRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('uuid') readonly orderId!: string;
  @Column('text') readonly idempotencyKey!: string;
  @Column('text') readonly meterNumber!: string;
  @Column('text') readonly meterPan!: string;
  @Column('text') readonly commodity!: string;
  @Column('text') readonly kind!: string;
  @Column('jsonb') readonly parameters!: TokenParameters;
  @Column('integer') readonly value!: number;
  @Column('text') readonly reason!: string;
  @Column('text') readonly state!: string;
  @Column('text') readonly requestedBySubject!: string;
  @Column('text') readonly requestedByUsername!: string;
  @Column('timestamptz') readonly requestedAt!: Date;
  @Column('text', { nullable: true }) readonly decidedBySubject!: string | null;
  @Column('text', { nullable: true }) readonly decidedByUsername!: string | null;
  @Column('timestamptz', { nullable: true }) readonly decidedAt!: Date | null;
  @Column('text', { nullable: true }) readonly refusal!: string | null;
  /** Null until the vault is asked; the key that the meter had then. */
  @Column('jsonb', { nullable: true }) readonly keyData!: MeterKeyData | null;
  @Column('text', { nullable: true }) readonly cancelledBySubject!: string | null;
  @Column('text', { nullable: true }) readonly cancelledByUsername!: string | null;
  @Column('timestamptz', { nullable: true }) readonly cancelledAt!: Date | null;
  @Column('text', { nullable: true }) readonly cancelReason!: string | null;
  @Column('timestamptz', { nullable: true }) readonly tokenRequestedAt!: Date | null;
  @Column('jsonb', { nullable: true }) readonly tokens!: readonly OrderedToken[] | null;
  @Column('boolean', { nullable: true }) readonly sampleTables!: boolean | null;
  @Column('text', { nullable: true }) readonly failureCode!: string | null;
  @Column('text', { nullable: true }) readonly failureReason!: string | null;
  @Column('timestamptz', { nullable: true }) readonly settledAt!: Date | null;
  @Column('text') readonly deliveryState!: string;
  @Column('timestamptz', { nullable: true }) readonly deliveryAt!: Date | null;
  @Column('text', { nullable: true }) readonly deliveryCode!: string | null;
}
