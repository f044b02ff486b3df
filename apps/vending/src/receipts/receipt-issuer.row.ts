import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Whose name and tax number a utility's receipts have; the last one holds for what is sold from then on, those before are kept. */
@Entity('receipt_issuer')
export class ReceiptIssuerRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('integer') readonly position!: number;
  @Column('text', { nullable: true }) readonly name!: string | null;
  @Column('text', { nullable: true }) readonly taxNumber!: string | null;
  @Column('text') readonly changedBySubject!: string;
  @Column('text') readonly changedByUsername!: string;
  @Column('timestamptz') readonly changedAt!: Date;
}
