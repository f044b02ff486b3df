import type { BaseDate, DecoderKeyAlgorithm } from '@openprepay/contracts/wire';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { VendingKeyType } from '../security-module/security-module.js';
import type { VendingKeyState } from './vending-key.js';

@Entity('vending_key')
export class VendingKeyRow {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  utility!: string;

  @Column('text', { name: 'supply_group_code' })
  supplyGroupCode!: string;

  @Column('smallint', { name: 'key_type' })
  keyType!: VendingKeyType;

  @Column('smallint', { name: 'key_revision' })
  keyRevision!: number;

  @Column('smallint', { name: 'key_expiry' })
  keyExpiry!: number;

  @Column('smallint', { name: 'base_date' })
  baseDate!: BaseDate;

  @Column('text', { name: 'decoder_key_algorithm' })
  decoderKeyAlgorithm!: DecoderKeyAlgorithm;

  @Column('text')
  state!: VendingKeyState;

  @Column('smallint', { name: 'components_expected' })
  componentsExpected!: number;

  @Column('text', { nullable: true })
  kcv!: string | null;

  @Column('text', { name: 'master_key_id', nullable: true })
  masterKeyId!: string | null;

  @Column('bytea', { name: 'wrapped_key', nullable: true })
  wrappedKey!: Buffer | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'activated_at', nullable: true })
  activatedAt!: Date | null;

  @Column('timestamptz', { name: 'changed_at' })
  changedAt!: Date;
}
