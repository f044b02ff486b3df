import type { Commodity } from '@openprepay/contracts/wire';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A tariff code, and what all of its versions have in common. */
@Entity('tariff')
export class TariffRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('text') readonly code!: string;
  @Column('text') readonly commodity!: Commodity;
  @Column('text') readonly currency!: string;
  @Column('integer') readonly latestVersion!: number;
}
