import type { Role } from '@openprepay/contracts/identity';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SessionEnd } from './web-session.js';

@Entity('web_session')
export class WebSessionRow {
  @PrimaryColumn('uuid')
  readonly id!: string;

  @Column('text')
  readonly utility!: string;

  @Column('uuid')
  readonly userId!: string;

  @Column('text', { array: true })
  readonly roles!: readonly Role[];

  @Column('timestamptz')
  readonly credentialChangedAt!: Date;

  @Column('bytea')
  readonly secretHash!: Buffer;

  @Column('bytea', { nullable: true })
  readonly previousHash!: Buffer | null;

  @Column('timestamptz')
  readonly rotatedAt!: Date;

  @Column('timestamptz')
  readonly createdAt!: Date;

  @Column('timestamptz')
  readonly idleUntil!: Date;

  @Column('timestamptz')
  readonly expiresAt!: Date;

  @Column('timestamptz', { nullable: true })
  readonly endedAt!: Date | null;

  @Column('text', { nullable: true })
  readonly endedWhy!: SessionEnd | null;
}
