import { allowChanges } from '@openprepay/persistence/grants';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Of a till's certificate it is kept since when the till has come by it. Of those in force nobody has kept it: any of them may be the one in
 * use, so that none is revoked before the till has come by a later one.
 */
export class UseCertificates1764000224000 implements MigrationInterface {
  readonly name = 'UseCertificates1764000224000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table terminal_certificate add column used_at timestamptz');
    await queryRunner.query('update terminal_certificate set used_at = issued_at where revoked_at is null');
    await allowChanges(queryRunner, 'terminal_certificate', ['used_at']);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table terminal_certificate drop column used_at');
  }
}
