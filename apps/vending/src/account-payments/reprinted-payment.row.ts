import { Column, Entity, PrimaryColumn } from 'typeorm';

/** That a payment's receipt was handed out again; the table only grows. */
@Entity('account_payment_reprint')
export class ReprintedPaymentRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('uuid') readonly paymentId!: string;
  /** From 1. */
  @PrimaryColumn('integer') readonly copy!: number;
  @Column('text') readonly reprintedBy!: string;
  @Column('timestamptz') readonly reprintedAt!: Date;
}
