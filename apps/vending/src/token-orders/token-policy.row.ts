import type { ManagementKind } from '@openprepay/contracts/key-management';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TokenLimit } from './token-policy.js';

/** What a utility has said of its management tokens; the last one holds, those before are kept. */
@Entity('token_policy')
export class TokenPolicyRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('integer') readonly position!: number;
  @Column('jsonb') readonly approval!: readonly ManagementKind[];
  @Column('jsonb') readonly limits!: readonly TokenLimit[];
  @Column('text') readonly changedBySubject!: string;
  @Column('text') readonly changedByUsername!: string;
  @Column('boolean') readonly changedInOwnHands!: boolean;
  @Column('timestamptz') readonly changedAt!: Date;
}
