import type { KeyChangeToken } from '@openprepay/contracts/key-management';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { MeterKeyData } from '../meters/meter.js';

/** Another key for a meter, and how far it has come. */
@Entity('key_change')
export class KeyChangeRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('uuid') readonly keyChangeId!: string;
  @Column('text', { nullable: true }) readonly idempotencyKey!: string | null;
  @Column('text') readonly meterNumber!: string;
  @Column('text') readonly meterPan!: string;
  @Column('jsonb') readonly fromKey!: MeterKeyData;
  @Column('jsonb') readonly toKey!: MeterKeyData;
  @Column('text') readonly reason!: string;
  @Column('text') readonly requestedBySubject!: string;
  @Column('text') readonly requestedByUsername!: string;
  @Column('timestamptz') readonly requestedAt!: Date;
  @Column('timestamptz') readonly tokenRequestedAt!: Date;
  @Column('boolean') readonly byHand!: boolean;
  @Column('boolean') readonly includeSupplyGroup!: boolean;
  @Column('text') readonly state!: string;
  @Column('text', { nullable: true }) readonly cancelledBySubject!: string | null;
  @Column('text', { nullable: true }) readonly cancelledByUsername!: string | null;
  @Column('timestamptz', { nullable: true }) readonly cancelledAt!: Date | null;
  @Column('text', { nullable: true }) readonly cancelReason!: string | null;
  @Column('jsonb', { nullable: true }) readonly tokens!: readonly KeyChangeToken[] | null;
  @Column('boolean', { nullable: true }) readonly rollover!: boolean | null;
  @Column('boolean', { nullable: true }) readonly sampleTables!: boolean | null;
  @Column('timestamptz', { nullable: true }) readonly issuedAt!: Date | null;
  @Column('text', { nullable: true }) readonly failureCode!: string | null;
  @Column('text', { nullable: true }) readonly failureReason!: string | null;
  @Column('text', { nullable: true }) readonly endedBySubject!: string | null;
  @Column('text', { nullable: true }) readonly endedByUsername!: string | null;
  @Column('timestamptz', { nullable: true }) readonly endedAt!: Date | null;
  @Column('text', { nullable: true }) readonly remark!: string | null;
}
