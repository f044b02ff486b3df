import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A point of service. */
@Entity('meter')
export class MeterRow {
  @PrimaryColumn({ type: 'text' })
  readonly utility!: string;

  @PrimaryColumn({ name: 'meter_number', type: 'text' })
  readonly meterNumber!: string;

  @Column({ name: 'meter_id', type: 'uuid' })
  readonly meterId!: string;

  @Column({ name: 'meter_pan', type: 'text' })
  readonly meterPan!: string;

  @Column({ name: 'manufacturer_code', type: 'text' })
  readonly manufacturerCode!: string;

  @Column({ name: 'supply_group_code', type: 'text' })
  readonly supplyGroupCode!: string;

  @Column({ name: 'key_type', type: 'smallint' })
  readonly keyType!: number;

  @Column({ name: 'key_revision', type: 'smallint' })
  readonly keyRevision!: number;

  @Column({ name: 'tariff_index', type: 'text' })
  readonly tariffIndex!: string;

  @Column({ name: 'encryption_algorithm', type: 'text' })
  readonly encryptionAlgorithm!: string;

  @Column({ name: 'decoder_key_algorithm', type: 'text' })
  readonly decoderKeyAlgorithm!: string;

  @Column({ name: 'base_date', type: 'smallint' })
  readonly baseDate!: number;

  @Column({ type: 'text' })
  readonly commodity!: string;

  @Column({ name: 'account_number', type: 'text', nullable: true })
  readonly accountNumber!: string | null;

  @Column({ name: 'supply_id', type: 'uuid' })
  readonly supplyId!: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  readonly createdAt!: Date;

  @Column({ name: 'changed_at', type: 'timestamptz' })
  readonly changedAt!: Date;
}
