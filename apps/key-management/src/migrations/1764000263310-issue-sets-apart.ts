import { giveEventsBack, takeOverEvents, type TakingOver } from '@openprepay/messaging/take-over-events';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const SETS: TakingOver = {
  from: 'key-management.issue-tokens',
  to: 'key-management.issue-key-changes',
  types: ['vending.key-change.requested', 'vending.key-change-request.cancelled'],
};

/** Requests for sets have a group of their own: a sale’s request passes those of a campaign. */
export class IssueSetsApart1764000263310 implements MigrationInterface {
  readonly name = 'IssueSetsApart1764000263310';

  up(queryRunner: QueryRunner): Promise<void> {
    return takeOverEvents(queryRunner, SETS);
  }

  down(queryRunner: QueryRunner): Promise<void> {
    return giveEventsBack(queryRunner, SETS);
  }
}
