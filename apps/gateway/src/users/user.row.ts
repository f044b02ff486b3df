import type { Role } from '@openprepay/contracts/identity';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { UserState } from './user.js';

/** Somebody who signs in by password; `user` is a word of SQL's own. */
@Entity('app_user')
export class UserRow {
  @PrimaryColumn('uuid')
  readonly id!: string;

  @Column('text')
  readonly utility!: string;

  @Column('text')
  readonly username!: string;

  @Column('text')
  readonly passwordHash!: string;

  @Column('text', { array: true })
  readonly roles!: readonly Role[];

  @Column('uuid', { nullable: true })
  readonly vendorId!: string | null;

  @Column('boolean')
  readonly platform!: boolean;

  @Column('text')
  readonly state!: UserState;

  @Column('timestamptz', { nullable: true })
  readonly custodianFrom!: Date | null;

  @Column('timestamptz')
  readonly rolesChangedAt!: Date;

  @Column('timestamptz')
  readonly createdAt!: Date;

  @Column('timestamptz')
  readonly credentialChangedAt!: Date;

  @Column('boolean')
  readonly passwordOwn!: boolean;

  @Column('timestamptz', { nullable: true })
  readonly othersChangedAt!: Date | null;

  @Column('timestamptz')
  readonly changedAt!: Date;
}
