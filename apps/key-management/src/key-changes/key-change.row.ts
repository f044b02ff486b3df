import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { KeyChangeKind, KeyChangeState } from './key-change.js';

@Entity('vending_key_change')
export class KeyChangeRow {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('text') readonly utility!: string;
  @Column('uuid') readonly vendingKeyId!: string;
  @Column('text') readonly supplyGroupCode!: string;
  @Column('text') readonly change!: KeyChangeKind;
  @Column('text') readonly state!: KeyChangeState;
  @Column('boolean') readonly urgent!: boolean;
  @Column('text', { nullable: true }) readonly reason!: string | null;
  @Column('text') readonly requestedBySubject!: string;
  @Column('text') readonly requestedByUsername!: string;
  @Column('timestamptz') readonly requestedAt!: Date;
  @Column('timestamptz') readonly notBefore!: Date;
  @Column('timestamptz') readonly expiresAt!: Date;
  @Column('text', { nullable: true }) readonly decidedBySubject!: string | null;
  @Column('text', { nullable: true }) readonly decidedByUsername!: string | null;
  @Column('timestamptz', { nullable: true }) readonly decidedAt!: Date | null;
  @Column('text', { nullable: true }) readonly refusal!: string | null;
}
