import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Billing's tariff, version by version; never changed. */
@Entity('tariff_version')
export class TariffVersionRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('text') readonly tariffCode!: string;
  @PrimaryColumn('integer') readonly version!: number;
  @Column('jsonb') readonly document!: Record<string, unknown>;
}
