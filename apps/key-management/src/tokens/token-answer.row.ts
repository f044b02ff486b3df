import type { BaseDate, DecoderKeyAlgorithm, EncryptionAlgorithm } from '@openprepay/contracts/wire';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('token_answer')
export class TokenAnswerRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('uuid') readonly requestId!: string;
  @Column('bytea') readonly digest!: Buffer;
  @Column('text') readonly meterNumber!: string;
  @Column('text') readonly meterPan!: string;
  @Column('text') readonly supplyGroupCode!: string;
  @Column('smallint') readonly keyType!: number;
  @Column('smallint') readonly keyRevision!: number;
  @Column('text') readonly tariffIndex!: string;
  @Column('text') readonly encryptionAlgorithm!: EncryptionAlgorithm;
  @Column('text') readonly decoderKeyAlgorithm!: DecoderKeyAlgorithm;
  @Column('smallint') readonly baseDate!: BaseDate;

  /** Null where the request was refused; the refusal is null where it was not. */
  @Column('uuid', { nullable: true }) readonly vendingKeyId!: string | null;
  @Column('boolean', { nullable: true }) readonly sampleTables!: boolean | null;
  @Column('text', { nullable: true }) readonly refusalCode!: string | null;
  @Column('text', { nullable: true }) readonly refusalReason!: string | null;
  @Column('timestamptz') readonly answeredAt!: Date;
}
