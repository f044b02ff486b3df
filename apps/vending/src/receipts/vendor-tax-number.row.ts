import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Under which number a vendor pays its own taxes; the last one holds for what is sold from then on, those before are kept. */
@Entity('vendor_tax_number')
export class VendorTaxNumberRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('uuid') readonly vendorId!: string;
  @PrimaryColumn('integer') readonly position!: number;
  @Column('text', { nullable: true }) readonly taxNumber!: string | null;
  @Column('text') readonly changedBySubject!: string;
  @Column('text') readonly changedByUsername!: string;
  @Column('timestamptz') readonly changedAt!: Date;
}
