import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was left on a meter is credited to the one that took its place once, whoever asks for it and by whatever door. */
export class CarryCreditOnce1764000190000 implements MigrationInterface {
  readonly name = 'CarryCreditOnce1764000190000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table free_issue add column replacement_id uuid');
    // what has been decided on is not decided on again: it is only written down what for
    await queryRunner.query('alter table free_issue disable trigger free_issue_decided_once');
    await queryRunner.query(`
      update free_issue f set replacement_id = r.replacement_id from meter_replacement r
       where r.utility = f.utility and r.free_issue_id = f.free_issue_id`);
    await queryRunner.query('alter table free_issue enable trigger free_issue_decided_once');
    await queryRunner.query(`
      create unique index free_issue_of_replacement on free_issue (utility, replacement_id)
       where replacement_id is not null and state <> 'refused'`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table free_issue drop column replacement_id');
  }
}
