import { IssuesCounted, IssuesListed } from '@openprepay/contracts/issue-counts';
import { consume, type ConsumerDefinition } from '@openprepay/messaging/consume';
import type { KeepIssues } from './keep-issues.js';
import { ISSUE_COUNTS_GROUP } from './statements-heard.js';

const options = { group: ISSUE_COUNTS_GROUP, deduplication: 'natural-key' } as const;

export const provenanceConsumers = (keepIssues: KeepIssues): readonly ConsumerDefinition[] => [
  consume(IssuesListed, options, ({ data }, tx) => keepIssues.list(tx, data)),
  consume(IssuesCounted, options, ({ data }, tx) => keepIssues.statement(tx, data)),
];
