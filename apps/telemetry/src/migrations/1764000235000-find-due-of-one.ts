import type { MigrationInterface, QueryRunner } from 'typeorm';

/** By utility, and only what waits: whoever has little is not looked for among what another has. */
const NOW = {
  token_delivery_expiry: `token_delivery (utility, expires_at) where state = 'pending'`,
  meter_desired_due: `meter_desired (utility, next_attempt_at) where wish <> '{}'`,
} as const;
const BEFORE = {
  token_delivery_expiry: `token_delivery (expires_at) where state = 'pending'`,
  meter_desired_due: 'meter_desired (next_attempt_at)',
} as const satisfies Record<keyof typeof NOW, string>;

export class FindDueOfOne1764000235000 implements MigrationInterface {
  readonly name = 'FindDueOfOne1764000235000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await remake(queryRunner, NOW);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await remake(queryRunner, BEFORE);
  }
}

async function remake(queryRunner: QueryRunner, indexes: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, on] of Object.entries(indexes)) {
    // the old one goes last: until then its table is read
    await queryRunner.query(`create index ${name}_new on ${on}`);
    await queryRunner.query(`drop index ${name}`);
    await queryRunner.query(`alter index ${name}_new rename to ${name}`);
  }
}
