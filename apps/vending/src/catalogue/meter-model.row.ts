import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Certificate } from './meter-model.js';

/** A model of meters. */
@Entity('meter_model')
export class MeterModelRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('text') readonly modelCode!: string;
  @Column('text') readonly manufacturerCode!: string;
  @Column('text') readonly name!: string;
  @Column('text') readonly commodity!: string;
  @Column('text', { array: true }) readonly encryptionAlgorithms!: string[];
  @Column('text', { array: true }) readonly decoderKeyAlgorithms!: string[];
  @Column('smallint') readonly keyChangeTokens!: number;
  @Column('jsonb', { nullable: true }) readonly certificate!: Certificate | null;
  @Column('timestamptz') readonly createdAt!: Date;
  @Column('text') readonly createdBy!: string;
}
