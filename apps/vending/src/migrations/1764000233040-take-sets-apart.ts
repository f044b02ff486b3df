import { giveEventsBack, takeOverEvents, type TakingOver } from '@openprepay/messaging/take-over-events';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const SETS: TakingOver = { from: 'vending.tokens', to: 'vending.key-change-sets', types: ['key-management.key-change.issued'] };

/** Sets have a group of their own: a sale’s token passes those of a campaign. */
export class TakeSetsApart1764000233040 implements MigrationInterface {
  readonly name = 'TakeSetsApart1764000233040';

  up(queryRunner: QueryRunner): Promise<void> {
    return takeOverEvents(queryRunner, SETS);
  }

  down(queryRunner: QueryRunner): Promise<void> {
    return giveEventsBack(queryRunner, SETS);
  }
}
