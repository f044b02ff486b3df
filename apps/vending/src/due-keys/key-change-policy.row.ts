import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { KeyChangeMode } from './key-change-policy.js';

/** What a utility has said of due keys; the last one holds, those before are kept. */
@Entity('key_change_policy')
export class KeyChangePolicyRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('integer') readonly position!: number;
  @Column('text') readonly mode!: KeyChangeMode;
  @Column('text') readonly changedBySubject!: string;
  @Column('text') readonly changedByUsername!: string;
  @Column('timestamptz') readonly changedAt!: Date;
}
