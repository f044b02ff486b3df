import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Money paid in for a float, once per reference. */
@Entity('vendor_deposit')
export class VendorDepositRow {
  @PrimaryColumn({ type: 'text' })
  readonly utility!: string;

  @PrimaryColumn({ name: 'deposit_id', type: 'uuid' })
  readonly depositId!: string;

  @Column({ name: 'vendor_id', type: 'uuid' })
  readonly vendorId!: string;

  @Column({ name: 'amount_minor', type: 'numeric' })
  readonly amountMinor!: string;

  @Column({ type: 'text' })
  readonly currency!: string;

  @Column({ type: 'text' })
  readonly reference!: string;

  @Column({ name: 'deposited_at', type: 'timestamptz' })
  readonly depositedAt!: Date;
}
