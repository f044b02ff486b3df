import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What was paid of a debt past the vends, or given back; never changed. */
@Entity('debt_settlement')
export class DebtSettlementRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('uuid') readonly debtId!: string;
  @Column('text') readonly accountNumber!: string;
  /** numeric(30), below zero where it was given back. */
  @Column('numeric') readonly amountMinor!: string;
  /** The reference of the journal entry that it follows from. */
  @Column('text') readonly cause!: string;
  @Column('timestamptz') readonly at!: Date;
}
