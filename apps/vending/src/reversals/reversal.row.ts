import { Column, Entity, PrimaryColumn } from 'typeorm';

/** That somebody wanted a sale taken back, and what became of it. */
@Entity('vend_reversal')
export class ReversalRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('uuid') readonly reversalId!: string;
  @Column('uuid') readonly vendId!: string;
  @Column('text') readonly reason!: string;
  @Column('boolean') readonly takesTwo!: boolean;
  @Column('text') readonly state!: string;
  @Column('text') readonly requestedBySubject!: string;
  @Column('text') readonly requestedByUsername!: string;
  @Column('timestamptz') readonly requestedAt!: Date;
  @Column('text', { nullable: true }) readonly decidedBySubject!: string | null;
  @Column('text', { nullable: true }) readonly decidedByUsername!: string | null;
  @Column('timestamptz', { nullable: true }) readonly decidedAt!: Date | null;
  @Column('text', { nullable: true }) readonly refusal!: string | null;
  @Column('text', { nullable: true }) readonly receiptNumber!: string | null;
}
