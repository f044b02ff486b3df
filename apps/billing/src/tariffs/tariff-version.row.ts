import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A tariff document as it was published; never changed. */
@Entity('tariff_version')
export class TariffVersionRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('text') readonly code!: string;
  @PrimaryColumn('integer') readonly version!: number;
  @Column('timestamptz') readonly validFrom!: Date;
  @Column('jsonb') readonly document!: object;
  @Column('timestamptz') readonly publishedAt!: Date;
}
