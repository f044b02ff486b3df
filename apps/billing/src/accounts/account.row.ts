import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A customer's account, and how far vending has followed the changes of its pricing. */
@Entity('account')
export class AccountRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('text') readonly accountNumber!: string;
  @Column('text') readonly name!: string;
  /** Null: the utility's default tariff. */
  @Column('text', { nullable: true }) readonly tariffCode!: string | null;
  @Column('text') readonly currency!: string;
  @Column('integer') readonly pricingRevision!: number;
  @Column('integer', { default: 0 }) readonly appliedRevision!: number;
  @Column('numeric') readonly creditMinor!: string;
  @Column('timestamptz') readonly openedAt!: Date;
}
