import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A debt on an account; amounts are numeric(30), which the driver hands over as text. */
@Entity('debt')
export class DebtRow {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('text') readonly utility!: string;
  @Column('text') readonly accountNumber!: string;
  @Column('text') readonly code!: string;
  @Column('integer') readonly position!: number;
  @Column('text') readonly currency!: string;
  @Column('numeric') readonly chargedMinor!: string;
  @Column('numeric') readonly settledElsewhereMinor!: string;
  @Column('numeric') readonly recoveredMinor!: string;
  /** Either this or an amount. */
  @Column('text', { nullable: true }) readonly recoveryShare!: string | null;
  @Column('numeric', { nullable: true }) readonly recoveryAmountMinor!: string | null;
  @Column('timestamptz') readonly incurredAt!: Date;
}
