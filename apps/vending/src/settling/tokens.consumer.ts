import { TokenIssued, TokenRefused } from '@openprepay/contracts/key-management';
import { consumeBatch, type ConsumerDefinition } from '@openprepay/messaging/consume';
import { caused } from '@openprepay/messaging/outbox';
import type { CompleteVends } from './complete-vends.js';
import type { FailVends } from './fail-vends.js';

/**
 * In no order: each answer is for a vend of its own: one that cannot be taken must not hold up the others of its meter. A vend that has
 * had its answer knows so itself.
 */
const options = { group: 'vending.tokens', order: 'none', deduplication: 'natural-key', money: true } as const;

/** The vault's answers settle vends. Issued tokens come last: the utility's receipt counter is locked after everything else. */
export const tokensConsumers = (completeVends: CompleteVends, failVends: FailVends): readonly ConsumerDefinition[] => [
  consumeBatch(TokenRefused, options, (events, tx) =>
    failVends.execute(
      tx,
      events.map((event) => caused(event)),
    ),
  ),
  consumeBatch(TokenIssued, options, (events, tx) =>
    completeVends.execute(
      tx,
      events.map((event) => caused(event)),
    ),
  ),
];
