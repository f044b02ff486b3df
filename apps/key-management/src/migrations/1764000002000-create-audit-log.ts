import { makeAppendOnly } from '@openprepay/persistence/append-only';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The audit log: a hash chain per utility, and where each chain ends. */
export class CreateAuditLog1764000002000 implements MigrationInterface {
  readonly name = 'CreateAuditLog1764000002000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table audit_entry (
        utility text not null,
        sequence bigint not null check (sequence > 0),
        at timestamptz not null,
        actor_subject text not null,
        actor_username text not null,
        action text not null,
        target text not null,
        details text not null,
        previous_hash text not null check (previous_hash ~ '^[0-9a-f]{64}$'),
        hash text not null check (hash ~ '^[0-9a-f]{64}$'),
        primary key (utility, sequence)
      )`);
    await queryRunner.query(`
      create table audit_head (
        utility text primary key,
        sequence bigint not null check (sequence >= 0),
        hash text not null
      )`);
    for (const table of ['audit_entry', 'audit_head']) await protectByUtility(queryRunner, table);
    await makeAppendOnly(queryRunner, 'audit_entry');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table audit_head`);
    await queryRunner.query(`drop table audit_entry`);
  }
}
