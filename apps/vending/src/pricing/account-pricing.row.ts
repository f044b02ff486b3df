import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How an account is priced, as billing told it last. */
@Entity('account_pricing')
export class AccountPricingRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('text') readonly accountNumber!: string;
  @Column('integer') readonly revision!: number;
  @Column('text') readonly currency!: string;
  @Column('text', { nullable: true }) readonly tariffCode!: string | null;
  @Column('boolean') readonly hasDebts!: boolean;
}
