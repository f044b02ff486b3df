import { makeAppendOnly } from '@openprepay/persistence/append-only';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far the vault's audit chains had come, as the vault said and signed it: kept here, since the vault's own database could lose it. */
export class KeepAuditHeads1764000006000 implements MigrationInterface {
  readonly name = 'KeepAuditHeads1764000006000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table vault_audit_head (
        utility text not null,
        sequence bigint not null check (sequence > 0),
        hash text not null check (hash ~ '^[0-9a-f]{64}$'),
        signed_at timestamptz not null,
        master_key_id text not null,
        signature text not null,
        received_at timestamptz not null,
        contradicts boolean not null,
        constraint vault_audit_head_pk primary key (utility, sequence, hash)
      )`);
    await protectByUtility(queryRunner, 'vault_audit_head');
    await makeAppendOnly(queryRunner, 'vault_audit_head', { trigger: 'only_grows' });
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table vault_audit_head');
  }
}
