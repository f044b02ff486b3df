import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { VendCommissionJson } from '../commissions/commission-json.js';

/** What was paid of a debt: JSON has no bigint. */
export interface PaidDebtJson {
  readonly debtId: string;
  readonly code: string;
  readonly amountMinor: string;
  readonly leftMinor: string;
}

/** Debts that were paid at a vendor, once per key of the vendor; the table only grows. */
@Entity('account_payment')
export class AccountPaymentRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('uuid') readonly paymentId!: string;
  @Column('text') readonly receiptNumber!: string;
  @Column('uuid') readonly vendorId!: string;
  @Column('text') readonly idempotencyKey!: string;
  @Column('text') readonly takenBy!: string;
  @Column('text') readonly accountNumber!: string;
  @Column('text', { nullable: true }) readonly meterNumber!: string | null;
  @Column('text') readonly currency!: string;
  @Column('numeric') readonly amountMinor!: string;
  @Column('text') readonly paymentMethod!: string;
  @Column('text', { nullable: true }) readonly code!: string | null;
  @Column('jsonb') readonly debts!: readonly PaidDebtJson[];
  @Column('jsonb', { nullable: true }) readonly commission!: VendCommissionJson | null;
  @Column('timestamptz') readonly paidAt!: Date;
}
