import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ReversalPolicy } from './reversal-policy.js';

/** What a utility has said of its reversals; the last one holds, those before are kept. */
@Entity('reversal_policy')
export class ReversalPolicyRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('integer') readonly position!: number;
  @Column('text') readonly mode!: ReversalPolicy['mode'];
  @Column('integer', { nullable: true }) readonly minutes!: number | null;
  @Column('boolean') readonly approval!: boolean;
  @Column('text') readonly changedBySubject!: string;
  @Column('text') readonly changedByUsername!: string;
  @Column('boolean') readonly changedInOwnHands!: boolean;
  @Column('timestamptz') readonly changedAt!: Date;
}
