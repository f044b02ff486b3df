import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Terminals of sandboxes, which may be called as their makers like. Those of before are none. */
export class SandboxTerminals1764000040010 implements MigrationInterface {
  readonly name = 'SandboxTerminals1764000040010';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table terminal
        add column sandbox boolean not null default false,
        add column signs_in_as text,
        add constraint terminal_chosen check (signs_in_as is null or sandbox)`);
    // A till says who it is before anybody knows of which utility.
    await queryRunner.query('create unique index terminal_signs_in_as on terminal (signs_in_as) where signs_in_as is not null');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table terminal drop column signs_in_as, drop column sandbox');
  }
}
