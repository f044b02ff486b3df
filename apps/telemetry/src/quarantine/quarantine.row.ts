import type { QuarantineCode } from '@openprepay/contracts/http/telemetry-quarantine';
import type { QuarantineState } from './quarantined-message.js';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('quarantine')
export class QuarantineRow {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('text') readonly utility!: string;
  @Column('text', { nullable: true }) readonly meterNumber!: string | null;
  @Column('text') readonly topic!: string;
  @Column('bytea') readonly payload!: Buffer;
  @Column('integer') readonly payloadBytes!: number;
  /** SHA-256 of the whole payload: the same message again is told by it. */
  @Column('bytea') readonly payloadDigest!: Buffer;
  @Column('text') readonly code!: QuarantineCode;
  @Column('text') readonly reason!: string;
  @Column('timestamptz') readonly receivedAt!: Date;
  @Column('integer') readonly times!: number;
  @Column('timestamptz') readonly lastReceivedAt!: Date;
  @Column('text') readonly state!: QuarantineState;
  @Column('timestamptz', { nullable: true }) readonly settledAt!: Date | null;
  @Column('text', { nullable: true }) readonly settledBy!: string | null;
  @Column('text', { nullable: true }) readonly settledReason!: string | null;
}
