import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Money of a float that was paid back, once per key of a person; the table only grows. */
@Entity('vendor_withdrawal')
export class WithdrawalRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('uuid') readonly withdrawalId!: string;
  @Column('uuid') readonly vendorId!: string;
  @Column('numeric') readonly amountMinor!: string;
  @Column('text') readonly currency!: string;
  @Column('text', { nullable: true }) readonly reference!: string | null;
  @Column('text', { nullable: true }) readonly reason!: string | null;
  @Column('text') readonly idempotencyKey!: string;
  @Column('text') readonly requestedBySubject!: string;
  @Column('text') readonly requestedByUsername!: string;
  @Column('text', { nullable: true }) readonly approvedBy!: string | null;
  @Column('timestamptz') readonly withdrawnAt!: Date;
}
