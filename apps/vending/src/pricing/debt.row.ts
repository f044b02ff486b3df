import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A debt as billing tells it, and what vends have recovered of it. */
@Entity('debt')
export class DebtRow {
  @PrimaryColumn({ type: 'text' })
  readonly utility!: string;

  @PrimaryColumn({ name: 'account_number', type: 'text' })
  readonly accountNumber!: string;

  @PrimaryColumn({ name: 'debt_id', type: 'uuid' })
  readonly debtId!: string;

  @Column({ type: 'text' })
  readonly code!: string;

  @Column({ type: 'integer', nullable: true })
  readonly position!: number | null;

  @Column({ name: 'charged_minor', type: 'numeric' })
  readonly chargedMinor!: string;

  @Column({ name: 'settled_elsewhere_minor', type: 'numeric' })
  readonly settledElsewhereMinor!: string;

  @Column({ name: 'recovery_share', type: 'text', nullable: true })
  readonly recoveryShare!: string | null;

  @Column({ name: 'recovery_amount_minor', type: 'numeric', nullable: true })
  readonly recoveryAmountMinor!: string | null;

  @Column({ name: 'recovered_minor', type: 'numeric' })
  readonly recoveredMinor!: string;
}
