import type { ReceivedEvent } from '@openprepay/contracts/event';
import { KeyChangeRequestCancelled, KeyChangeRequested } from '@openprepay/contracts/key-change-requests';
import { TokenAwaited, TokenRequestCancelled, TokenRequested } from '@openprepay/contracts/vending';
import { type ConsumerDefinition, consumeBatch } from '@openprepay/messaging/consume';
import { caused } from '@openprepay/messaging/outbox';
import type { Tx } from '@openprepay/persistence/tx';
import type { CancelKeyChanges } from './cancel-key-changes.js';
import type { CancelRequests } from './cancel-requests.js';
import type { IssueKeyChanges } from './issue-key-changes.js';
import type { IssueTokens } from './issue-tokens.js';
import type { RequestSignatures } from './request-signatures.js';
import type { RequesterRepository } from './requester.repository.js';
import type { SetLateAside } from './set-late-aside.js';
import type { TokenMetrics } from './token-metrics.js';

/** A request that cannot be answered stands alone (`none`): its meter's next sale must not wait until somebody looks at it. */
const options = { group: 'key-management.issue-tokens', order: 'none', deduplication: 'natural-key', money: true } as const;
/**
 * A group of its own: somebody stands at a till while a campaign asks for sets. Neither may pass the other of one meter, and whoever asks
 * sees to that: while a meter's token is being made no set is asked for, while its set is being made no token.
 */
const ofSets = { ...options, group: 'key-management.issue-key-changes' } as const;
/** A group of its own: what somebody waits for at a till is taken while requests that are late are still being set aside. */
const awaited = { ...options, group: 'key-management.issue-awaited' } as const;

/** What is done about each kind of request. */
export interface RequestHandlers {
  readonly setLateAside: SetLateAside;
  readonly issueTokens: IssueTokens;
  readonly cancelRequests: CancelRequests;
  readonly issueKeyChanges: IssueKeyChanges;
  readonly cancelKeyChanges: CancelKeyChanges;
  /** Who may ask at all. */
  readonly signatures: RequestSignatures;
  readonly requesters: RequesterRepository;
}

/** Sales that await their tokens, or no longer. A request has one answer for good: one that comes again, however it does, is told it again. */
export const tokenRequestsConsumers = (handlers: RequestHandlers, metrics: TokenMetrics): readonly ConsumerDefinition[] => [
  ...ofTokens(handlers, metrics),
  ...ofKeyChanges(handlers),
];

function ofTokens(
  { setLateAside, issueTokens, cancelRequests, signatures, requesters }: RequestHandlers,
  metrics: TokenMetrics,
): readonly ConsumerDefinition[] {
  const answer = async <Definition extends typeof TokenRequested | typeof TokenAwaited>(
    tx: Tx,
    requester: string,
    asked: readonly ReceivedEvent<Definition>[],
  ): Promise<void> => {
    if (asked.length === 0) return;
    requesters.actFor(tx, requester);
    const answers = await issueTokens.execute(
      tx,
      asked.map((event) => caused(event)),
    );
    tx.afterCommit(() => metrics.count(answers));
  };
  return [
    consumeBatch(TokenRequested, options, async (events, tx) => {
      for (const [requester, sent] of signatures.byRequester(TokenRequested, events)) {
        await answer(tx, requester, await setLateAside.execute(tx, sent));
      }
    }),
    consumeBatch(TokenAwaited, awaited, async (events, tx) => {
      for (const [requester, sent] of signatures.byRequester(TokenAwaited, events)) {
        await answer(tx, requester, await setLateAside.stillAwaited(tx, sent));
      }
    }),
    consumeBatch(TokenRequestCancelled, options, async (events, tx) => {
      signatures.require(TokenRequestCancelled, events);
      const answers = await cancelRequests.execute(
        tx,
        events.map((event) => caused(event)),
      );
      tx.afterCommit(() => metrics.count(answers));
    }),
  ];
}

const ofKeyChanges = ({
  setLateAside,
  issueKeyChanges,
  cancelKeyChanges,
  signatures,
  requesters,
}: RequestHandlers): readonly ConsumerDefinition[] => [
  consumeBatch(KeyChangeRequested, ofSets, async (events, tx) => {
    for (const [requester, sent] of signatures.byRequester(KeyChangeRequested, events)) {
      const asked = await setLateAside.behindNone(tx, sent);
      if (asked.length === 0) continue;
      requesters.actFor(tx, requester);
      await issueKeyChanges.execute(
        tx,
        asked.map((event) => caused(event)),
      );
    }
  }),
  consumeBatch(KeyChangeRequestCancelled, ofSets, async (events, tx) => {
    signatures.require(KeyChangeRequestCancelled, events);
    await cancelKeyChanges.execute(
      tx,
      events.map((event) => caused(event)),
    );
  }),
];
