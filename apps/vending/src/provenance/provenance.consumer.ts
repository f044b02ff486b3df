import { IssuesCounted, IssuesListed } from '@openprepay/contracts/issue-counts';
import { consume, type ConsumerDefinition } from '@openprepay/messaging/consume';
import type { KeepIssues } from './keep-issues.js';

const options = { group: 'vending.issue-counts', deduplication: 'natural-key' } as const;

export const provenanceConsumers = (keepIssues: KeepIssues): readonly ConsumerDefinition[] => [
  consume(IssuesListed, options, ({ data }, tx) => keepIssues.list(tx, data)),
  consume(IssuesCounted, options, ({ data }, tx) => keepIssues.statement(tx, data)),
];
