import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A debt as billing tells it, and what vends have recovered of it. */
@Entity('debt')
export class DebtRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('text') readonly accountNumber!: string;
  @PrimaryColumn('uuid') readonly debtId!: string;
  @Column('text') readonly code!: string;
  @Column('text') readonly currency!: string;
  @Column('integer', { nullable: true }) readonly position!: number | null;
  @Column('numeric') readonly chargedMinor!: string;
  @Column('numeric') readonly settledElsewhereMinor!: string;
  @Column('text', { nullable: true }) readonly recoveryShare!: string | null;
  @Column('numeric', { nullable: true }) readonly recoveryAmountMinor!: string | null;
  @Column('numeric') readonly recoveredMinor!: string;
}
