import type { Role } from '@openprepay/contracts/identity';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CustodianRequestState } from './custodian-request.js';

@Entity('custodian_request')
export class CustodianRequestRow {
  @PrimaryColumn('uuid')
  readonly id!: string;

  @Column('text')
  readonly utility!: string;

  @Column('uuid')
  readonly userId!: string;

  @Column('text')
  readonly username!: string;

  @Column('text')
  readonly state!: CustodianRequestState;

  @Column('text', { array: true, nullable: true })
  readonly roles!: readonly Role[] | null;

  /** Null too once it has been decided: then it is the user's, or nobody's. */
  @Column('text', { nullable: true })
  readonly passwordHash!: string | null;

  @Column('boolean')
  readonly setsPassword!: boolean;

  @Column('text')
  readonly requestedBy!: string;

  @Column('text')
  readonly requestedByName!: string;

  @Column('timestamptz')
  readonly requestedAt!: Date;

  @Column('text', { nullable: true })
  readonly decidedBy!: string | null;

  @Column('text', { nullable: true })
  readonly decidedByName!: string | null;

  @Column('timestamptz', { nullable: true })
  readonly decidedAt!: Date | null;

  @Column('text', { nullable: true })
  readonly reason!: string | null;

  @Column('timestamptz', { nullable: true })
  readonly effectiveAt!: Date | null;
}
