import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('known_meter')
export class KnownMeterRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('text') readonly meterNumber!: string;
  @Column('text') readonly meterPan!: string;
  @Column('text') readonly supplyGroupCode!: string;
  @Column('smallint') readonly keyType!: number;
  @Column('smallint') readonly keyRevision!: number;
  @Column('text') readonly tariffIndex!: string;
  @Column('text') readonly encryptionAlgorithm!: string;
  @Column('integer') readonly revision!: number;
  @Column('timestamptz') readonly changedAt!: Date;
}
