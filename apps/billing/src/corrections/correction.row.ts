import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What one person has asked to be booked, and what another one has decided. */
@Entity('journal_correction')
export class CorrectionRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('uuid') readonly correctionId!: string;
  @Column('text') readonly idempotencyKey!: string;
  @Column('text') readonly currency!: string;
  @Column('jsonb') readonly lines!: CorrectionLineJson[];
  @Column('text') readonly reason!: string;
  @Column('text', { nullable: true }) readonly corrects!: string | null;
  @Column('text') readonly state!: string;
  @Column('text') readonly requestedBySubject!: string;
  @Column('text') readonly requestedByUsername!: string;
  @Column('timestamptz') readonly requestedAt!: Date;
  @Column('text', { nullable: true }) readonly decidedBySubject!: string | null;
  @Column('text', { nullable: true }) readonly decidedByUsername!: string | null;
  @Column('timestamptz', { nullable: true }) readonly decidedAt!: Date | null;
  @Column('text', { nullable: true }) readonly refusal!: string | null;
}

/** JSON has no bigint. */
export interface CorrectionLineJson {
  readonly account: string;
  readonly amountMinor: string;
}
