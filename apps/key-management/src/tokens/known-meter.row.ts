import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('known_meter')
export class KnownMeterRow {
  @PrimaryColumn('text')
  utility!: string;

  @PrimaryColumn('text', { name: 'meter_number' })
  meterNumber!: string;

  @Column('text', { name: 'meter_pan' })
  meterPan!: string;

  @Column('text', { name: 'supply_group_code' })
  supplyGroupCode!: string;

  @Column('smallint', { name: 'key_type' })
  keyType!: number;

  @Column('smallint', { name: 'key_revision' })
  keyRevision!: number;

  @Column('text', { name: 'tariff_index' })
  tariffIndex!: string;

  @Column('text', { name: 'encryption_algorithm' })
  encryptionAlgorithm!: string;

  @Column('timestamptz', { name: 'changed_at' })
  changedAt!: Date;
}
