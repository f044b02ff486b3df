import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CommissionRuleJson } from '../commissions/commission-json.js';

/** What one person has asked for, and what another one has decided. */
@Entity('vendor_change')
export class VendorChangeRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('uuid') readonly changeId!: string;
  @Column('text') readonly kind!: string;
  @Column('uuid', { nullable: true }) readonly vendorId!: string | null;
  /** Of a deposit, a withdrawal, or a float limit. */
  @Column('numeric', { nullable: true }) readonly amountMinor!: string | null;
  @Column('text') readonly currency!: string;
  @Column('text', { nullable: true }) readonly reference!: string | null;
  @Column('text', { nullable: true }) readonly referenceKey!: string | null;
  @Column('numeric', { nullable: true }) readonly depositApprovalAboveMinor!: string | null;
  @Column('numeric', { nullable: true }) readonly floatLimitApprovalAboveMinor!: string | null;
  @Column('numeric', { nullable: true }) readonly withdrawalApprovalAboveMinor!: string | null;
  /** Of a withdrawal, as its reason is: one per key of whoever asked. */
  @Column('text', { nullable: true }) readonly idempotencyKey!: string | null;
  @Column('text', { nullable: true }) readonly reason!: string | null;
  @Column('jsonb', { nullable: true }) readonly commissionRules!: CommissionRuleJson[] | null;
  /** Of a commission. */
  @Column('timestamptz', { nullable: true }) readonly effectiveFrom!: Date | null;
  @Column('text') readonly state!: string;
  @Column('text') readonly requestedBySubject!: string;
  @Column('text') readonly requestedByUsername!: string;
  @Column('timestamptz') readonly requestedAt!: Date;
  @Column('text', { nullable: true }) readonly decidedBySubject!: string | null;
  @Column('text', { nullable: true }) readonly decidedByUsername!: string | null;
  @Column('timestamptz', { nullable: true }) readonly decidedAt!: Date | null;
  @Column('text', { nullable: true }) readonly refusal!: string | null;
}
