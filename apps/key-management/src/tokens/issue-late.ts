import { isCoded } from '@openprepay/contracts/coded';
import { TokenRequested } from '@openprepay/contracts/vending';
import { caused } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES, inUtility } from '@openprepay/persistence/tenancy';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Logger } from '@openprepay/runtime/logger';
import type { IssueTokens } from './issue-tokens.js';
import type { LatePace } from './late-pace.js';
import type { LateRequest, LateRequestRepository, RequestEvent } from './late-request.repository.js';
import type { RequestSignatures } from './request-signatures.js';
import type { RequesterRepository } from './requester.repository.js';
import type { TokenMetrics } from './token-metrics.js';

/** What answers a batch of requests of one utility. */
export interface LateAnswering {
  readonly signatures: RequestSignatures;
  readonly requesters: RequesterRepository;
  readonly issueTokens: IssueTokens;
  readonly metrics: TokenMetrics;
}

/**
 * Answers the late requests that wait, oldest first, at their pace. They are proved again: what stands in the database is no more
 * believed than what stands on the bus.
 */
export class IssueLate {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly lateRequests: LateRequestRepository,
    private readonly answering: LateAnswering,
    private readonly pace: LatePace,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** As many as there is room for, in one transaction. @returns how many were taken; 0 where none waits, or it is not their time yet */
  async execute(): Promise<number> {
    const room = this.pace.roomAt(this.clock.now());
    return room < 1 ? 0 : this.issue(room);
  }

  /**
   * One that cannot be answered as it stands, for a reason with a code, is given up: whoever sold it asks again until there is an answer,
   * and what they ask then is not late, so that it is parked where that cannot be answered either.
   */
  private async issue(limit: number): Promise<number> {
    let taken: readonly LateRequest[] = [];
    try {
      await this.unitOfWork.run(ALL_UTILITIES, async (tx) => {
        if (!(await this.lateRequests.tryTurn(tx))) return;
        taken = await this.lateRequests.takeOldest(tx, limit);
        for (const [utility, events] of byUtility(taken)) await inUtility(tx, utility, (own) => this.answer(own, events));
      });
    } catch (error) {
      if (!isCoded(error) || taken.length === 0) throw error;
      if (taken.length > 1) return this.oneByOne(taken.length);
      const [{ position, event }] = taken as readonly [LateRequest];
      await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.lateRequests.remove(tx, position));
      this.logger.warn({ err: error, requestId: event.data.requestId }, 'a late request is given up; it is asked for again');
    }
    this.pace.take(taken.length);
    return taken.length;
  }

  private async oneByOne(count: number): Promise<number> {
    let taken = 0;
    while (taken < count && (await this.issue(1)) > 0) taken += 1;
    return taken;
  }

  private async answer(tx: Tx, events: readonly RequestEvent[]): Promise<void> {
    const { signatures, requesters, issueTokens, metrics } = this.answering;
    for (const [requester, asked] of signatures.byRequester(TokenRequested, events)) {
      requesters.actFor(tx, requester);
      const answers = await issueTokens.execute(
        tx,
        asked.map((event) => caused(event)),
      );
      tx.afterCommit(() => metrics.count(answers));
    }
  }
}

/** By the code of the utility, as whoever locks rows of several has it. */
function byUtility(requests: readonly LateRequest[]): readonly (readonly [string, readonly RequestEvent[]])[] {
  const utilities = [...new Set(requests.map(({ event }) => event.utility))].toSorted();
  return utilities.map((utility) => [utility, requests.map(({ event }) => event).filter((event) => event.utility === utility)]);
}
