import { TokenRequested } from '@openprepay/contracts/vending';
import { type ConsumerDefinition, consumeBatch } from '@openprepay/messaging/consume';
import { caused } from '@openprepay/messaging/outbox';
import type { IssueTokens } from './issue-tokens.js';
import type { TokenMetrics } from './token-metrics.js';

/**
 * Sales that await their tokens; a redelivered event is absorbed by the inbox, a repeated request by its stored answer.
 * A request that cannot be answered stands alone (`none`): its meter's next sale must not wait until somebody looks at it.
 */
export const tokenRequestsConsumers = (issueTokens: IssueTokens, metrics: TokenMetrics): readonly ConsumerDefinition[] => [
  consumeBatch(TokenRequested, { group: 'key-management.issue-tokens', order: 'none' }, async (events, tx) => {
    const answers = await issueTokens.execute(
      tx,
      events.map((event) => caused(event)),
    );
    tx.afterCommit(() => metrics.count(answers));
  }),
];
