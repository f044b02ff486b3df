import type { MigrationInterface, QueryRunner } from 'typeorm';

const POLICIES = ['free_issue_policy', 'reversal_policy', 'token_policy'];

/**
 * Whether the account that has set a policy was in its owner's own hands: else it frees nobody from what others have said before. What
 * was set before this goes on as it was.
 */
export class SetInOwnHands1764000180000 implements MigrationInterface {
  readonly name = 'SetInOwnHands1764000180000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const policy of POLICIES)
      await queryRunner.query(`alter table ${policy} add column changed_in_own_hands boolean not null default true`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const policy of POLICIES) await queryRunner.query(`alter table ${policy} drop column changed_in_own_hands`);
  }
}
