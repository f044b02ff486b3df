import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Billing's tariff, version by version; never changed. */
@Entity('tariff_version')
export class TariffVersionRow {
  @PrimaryColumn({ type: 'text' })
  readonly utility!: string;

  @PrimaryColumn({ name: 'tariff_code', type: 'text' })
  readonly tariffCode!: string;

  @PrimaryColumn({ type: 'integer' })
  readonly version!: number;

  @Column({ type: 'jsonb' })
  readonly document!: Record<string, unknown>;
}
