import type { BaseDate, DecoderKeyAlgorithm } from '@openprepay/contracts/wire';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { VendingKeyType } from '../security-module/security-module.js';
import type { VendingKeyState } from './vending-key.js';

@Entity('vending_key')
export class VendingKeyRow {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('text') readonly utility!: string;
  @Column('text') readonly supplyGroupCode!: string;
  @Column('smallint') readonly keyType!: VendingKeyType;
  @Column('smallint') readonly keyRevision!: number;
  @Column('smallint') readonly keyExpiry!: number;
  @Column('smallint') readonly baseDate!: BaseDate;
  @Column('text') readonly decoderKeyAlgorithm!: DecoderKeyAlgorithm;
  @Column('text') readonly state!: VendingKeyState;
  @Column('smallint') readonly componentsExpected!: number;
  @Column('text', { nullable: true }) readonly kcv!: string | null;
  @Column('text', { nullable: true }) readonly masterKeyId!: string | null;
  @Column('bytea', { nullable: true }) readonly wrappedKey!: Buffer | null;
  @Column('timestamptz') readonly createdAt!: Date;
  @Column('timestamptz', { nullable: true }) readonly activatedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) readonly activeFrom!: Date | null;
  @Column('timestamptz', { nullable: true }) readonly issuedUntil!: Date | null;
  @Column('timestamptz') readonly changedAt!: Date;
  @Column('timestamptz', { nullable: true }) readonly integrityFailedAt!: Date | null;
}
