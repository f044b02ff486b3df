import type { AccountChangeKind } from '@openprepay/contracts/http/gateway-account-changes';
import type { Role } from '@openprepay/contracts/identity';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('account_change')
export class AccountChangeRow {
  @PrimaryColumn('uuid')
  readonly id!: string;

  @Column('text')
  readonly utility!: string;

  @Column('timestamptz')
  readonly at!: Date;

  @Column('uuid')
  readonly userId!: string;

  @Column('text')
  readonly username!: string;

  @Column('text')
  readonly change!: AccountChangeKind;

  @Column('text', { nullable: true })
  readonly bySubject!: string | null;

  @Column('text')
  readonly by!: string;

  @Column('text', { nullable: true })
  readonly requestedBy!: string | null;

  @Column('text', { array: true, nullable: true })
  readonly roles!: readonly Role[] | null;

  @Column('text', { nullable: true })
  readonly reason!: string | null;
}
