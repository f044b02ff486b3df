import type { Commodity } from '@openprepay/contracts/wire';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The tariff of meters that have no account, or whose account names none: one per commodity. */
@Entity('default_tariff')
export class DefaultTariffRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('text') readonly commodity!: Commodity;
  @Column('text') readonly code!: string;
  /** Grows with every change. */
  @Column('integer') readonly revision!: number;
}
