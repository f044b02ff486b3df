import type { BaseDate } from '@openprepay/contracts/wire';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A vending key as the vault last told of it. */
@Entity('known_key')
export class KnownKeyRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('uuid') readonly vendingKeyId!: string;
  @Column('text') readonly supplyGroupCode!: string;
  @Column('smallint') readonly keyType!: number;
  @Column('smallint') readonly keyRevision!: number;
  @Column('smallint') readonly baseDate!: BaseDate;
  @Column('text') readonly decoderKeyAlgorithm!: string;
  @Column('text') readonly state!: string;
  @Column('timestamptz') readonly countsFrom!: Date;
  @Column('timestamptz') readonly expiresAt!: Date;
  @Column('timestamptz') readonly changedAt!: Date;
}
