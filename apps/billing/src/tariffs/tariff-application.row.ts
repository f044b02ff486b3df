import { Column, Entity, PrimaryColumn } from 'typeorm';

/** That vending prices by a tariff version, from when it first said so. */
@Entity('tariff_application')
export class TariffApplicationRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('text') readonly code!: string;
  @PrimaryColumn('integer') readonly version!: number;
  @Column('timestamptz') readonly appliedAt!: Date;
}
