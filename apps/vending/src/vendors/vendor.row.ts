import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A vendor and what is left of its float. */
@Entity('vendor')
export class VendorRow {
  @PrimaryColumn({ type: 'text' })
  readonly utility!: string;

  @PrimaryColumn({ name: 'vendor_id', type: 'uuid' })
  readonly vendorId!: string;

  @Column({ type: 'text' })
  readonly name!: string;

  @Column({ type: 'text' })
  readonly currency!: string;

  @Column({ name: 'float_minor', type: 'numeric' })
  readonly floatMinor!: string;

  @Column({ name: 'float_limit_minor', type: 'numeric' })
  readonly floatLimitMinor!: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  readonly createdAt!: Date;
}
