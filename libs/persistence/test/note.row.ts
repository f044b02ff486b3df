import { Column, Entity, PrimaryColumn, type MigrationInterface, type QueryRunner } from 'typeorm';
import { protectByUtility } from '../src/tenancy.js';

@Entity('note')
export class NoteRow {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ type: 'text' })
  utility!: string;

  @Column({ type: 'text' })
  body!: string;
}

/** The smallest table that belongs to utilities. */
export class CreateNote1764000000000 implements MigrationInterface {
  readonly name = 'CreateNote1764000000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('create table note (id text primary key, utility text not null, body text not null)');
    await protectByUtility(queryRunner, 'note');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table note');
  }
}
