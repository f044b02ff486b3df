import { TokenRequested } from '@openprepay/contracts/vending';
import { type ConsumerDefinition, consumeBatch } from '@openprepay/messaging/consume';
import type { IssueTokens } from './issue-tokens.js';

/** Sales that await their tokens; a redelivered event is absorbed by the inbox, a repeated request by its stored answer. */
export const issueRequestedTokens = (issueTokens: IssueTokens): ConsumerDefinition =>
  consumeBatch(TokenRequested, { group: 'key-management.issue-tokens' }, (events, tx) =>
    issueTokens.execute(
      tx,
      events.map(({ data }) => data),
    ),
  );
