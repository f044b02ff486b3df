import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The tariff of meters whose account names none, per commodity. */
@Entity('default_tariff')
export class DefaultTariffRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('text') readonly commodity!: string;
  @Column('text') readonly tariffCode!: string;
  /** Billing's; 0 of what was said before there were revisions. */
  @Column('integer') readonly revision!: number;
  @Column('timestamptz') readonly changedAt!: Date;
}
