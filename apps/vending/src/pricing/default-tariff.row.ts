import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The tariff of meters whose account names none, per commodity. */
@Entity('default_tariff')
export class DefaultTariffRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('text') readonly commodity!: string;
  @Column('text') readonly tariffCode!: string;
  @Column('timestamptz') readonly changedAt!: Date;
}
