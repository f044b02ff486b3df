import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ReversalColumns } from '../reversals/reversal-columns.js';

/** That somebody wanted a payment of debts taken back, and what became of it. */
@Entity('account_payment_reversal')
export class PaymentReversalRow implements ReversalColumns {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('uuid') readonly reversalId!: string;
  @Column('uuid') readonly paymentId!: string;
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
