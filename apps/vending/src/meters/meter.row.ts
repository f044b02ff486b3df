import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A point of service. */
@Entity('meter')
export class MeterRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('text') readonly meterNumber!: string;
  @Column('uuid') readonly meterId!: string;
  @Column('text') readonly meterPan!: string;
  @Column('text') readonly manufacturerCode!: string;
  @Column('text') readonly supplyGroupCode!: string;
  @Column('smallint') readonly keyType!: number;
  @Column('smallint') readonly keyRevision!: number;
  @Column('text') readonly tariffIndex!: string;
  @Column('text') readonly encryptionAlgorithm!: string;
  @Column('text') readonly decoderKeyAlgorithm!: string;
  @Column('smallint') readonly baseDate!: number;
  @Column('text') readonly commodity!: string;
  @Column('text', { nullable: true }) readonly accountNumber!: string | null;
  @Column('text', { nullable: true }) readonly networkNode!: string | null;
  @Column('text', { nullable: true }) readonly modelCode!: string | null;
  @Column('uuid') readonly supplyId!: string;
  @Column('text', { nullable: true }) readonly replaces!: string | null;
  @Column('text', { nullable: true }) readonly replacedBy!: string | null;
  @Column('boolean') readonly keyChangePending!: boolean;
  @Column('integer') readonly revision!: number;
  @Column('timestamptz') readonly createdAt!: Date;
  @Column('timestamptz') readonly changedAt!: Date;
}
