import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The last statement of a vendor's float, and when it is compared next. */
@Entity('float_statement')
export class FloatStatementRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('uuid') readonly vendorId!: string;
  @Column('text') readonly currency!: string;
  @Column('numeric') readonly floatMinor!: string;
  @Column('bigint') readonly receiptsThrough!: string;
  @Column('timestamptz') readonly depositsBefore!: Date;
  @Column('timestamptz') readonly statedAt!: Date;
  @Column('timestamptz') readonly heardAt!: Date;
  /** Null once it agreed. */
  @Column('timestamptz', { nullable: true }) readonly checkAt!: Date | null;
}
