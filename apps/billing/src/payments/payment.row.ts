import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A payment on an account; never changed. Amounts are numeric(30), which the driver hands over as text. */
@Entity('payment')
export class PaymentRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('text') readonly accountNumber!: string;
  /** 1, 2, 3, … of the account. */
  @PrimaryColumn('integer') readonly number!: number;
  @Column('uuid') readonly id!: string;
  @Column('text') readonly idempotencyKey!: string;
  @Column('text') readonly takenBy!: string;
  @Column('numeric') readonly amountMinor!: string;
  @Column('text') readonly currency!: string;
  @Column('text') readonly reference!: string;
  /** The reference as it is compared. */
  @Column('text') readonly referenceKey!: string;
  @Column('text', { nullable: true }) readonly paymentMethod!: string | null;
  @Column('numeric') readonly creditedMinor!: string;
  @Column('numeric') readonly balanceMinor!: string;
  @Column('integer') readonly pricingRevision!: number;
  @Column('timestamptz') readonly paidAt!: Date;
}
