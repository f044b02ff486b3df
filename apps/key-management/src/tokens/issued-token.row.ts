import type { TokenKind } from '@openprepay/contracts/key-management';
import type { BaseDate, Commodity } from '@openprepay/contracts/wire';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('issued_token')
export class IssuedTokenRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('uuid') readonly requestId!: string;
  @PrimaryColumn('smallint') readonly position!: number;
  @Column('text') readonly token!: string;
  @Column('text') readonly kind!: TokenKind;
  @Column('text') readonly commodity!: Commodity;
  @Column('integer') readonly tokenIdentifier!: number;
  @Column('numeric') readonly amountTenths!: string;
  /** What a management token says. */
  @Column('integer', { nullable: true }) readonly value!: number | null;
  @Column('text') readonly meterPan!: string;
  @Column('smallint') readonly baseDate!: BaseDate;
  @Column('uuid') readonly vendingKeyId!: string;
  @Column('timestamptz') readonly issuedAt!: Date;
}
