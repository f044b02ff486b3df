import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { makeAppendOnly } from './append-only.js';

/** The audit log: a hash chain per utility, and where each chain ends. */
export class CreateAuditLog1764000002000 implements MigrationInterface {
  readonly name = 'CreateAuditLog1764000002000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE audit_entry (
        utility text NOT NULL,
        sequence bigint NOT NULL CHECK (sequence > 0),
        at timestamptz NOT NULL,
        actor_subject text NOT NULL,
        actor_username text NOT NULL,
        action text NOT NULL,
        target text NOT NULL,
        details text NOT NULL,
        previous_hash text NOT NULL CHECK (previous_hash ~ '^[0-9a-f]{64}$'),
        hash text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
        PRIMARY KEY (utility, sequence)
      )`);
    await queryRunner.query(`
      CREATE TABLE audit_head (
        utility text PRIMARY KEY,
        sequence bigint NOT NULL CHECK (sequence >= 0),
        hash text NOT NULL
      )`);
    for (const table of ['audit_entry', 'audit_head']) await protectByUtility(queryRunner, table);
    await makeAppendOnly(queryRunner, 'audit_entry');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE audit_head`);
    await queryRunner.query(`DROP TABLE audit_entry`);
  }
}
