import type { Role } from '@openprepay/contracts/identity';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { UserState } from './user.js';

@Entity('app_user')
export class UserRow {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  utility!: string;

  @Column('text')
  username!: string;

  @Column('text', { name: 'password_hash' })
  passwordHash!: string;

  @Column('text', { array: true })
  roles!: Role[];

  @Column('uuid', { name: 'vendor_id', nullable: true })
  vendorId!: string | null;

  @Column('boolean')
  platform!: boolean;

  @Column('text')
  state!: UserState;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'changed_at' })
  changedAt!: Date;
}
