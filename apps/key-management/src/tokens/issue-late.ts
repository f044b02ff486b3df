import { isCoded } from '@openprepay/contracts/coded';
import { TokenRequested } from '@openprepay/contracts/vending';
import { caused } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import { isDatabaseBusy, isDatabaseOutage } from '@openprepay/persistence/outage';
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

/** A meter whose request fails for no reason with a code is passed over for so long. */
const PASSED_OVER_MS = 60_000;
/** Tries of such a request before it is given up. */
const MAX_TRIES = 5;
/** Meters that are passed over at most; the requests of more are given up at once. */
const MAX_PASSED_OVER = 1_000;

interface PassedOver {
  readonly at: number;
  readonly tries: number;
}

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
  /** Meters whose oldest request has failed, so that nobody else's waits behind it. */
  private readonly failing = new Map<string, PassedOver>();

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
   * and what they ask then is not late, so that it is parked where that cannot be answered either. One that fails for another reason,
   * which is not an outage, is passed over with its meter, tried again, and given up in the end.
   */
  private async issue(limit: number): Promise<number> {
    let taken: readonly LateRequest[] = [];
    try {
      await this.unitOfWork.run(ALL_UTILITIES, async (tx) => {
        if (!(await this.lateRequests.tryTurn(tx))) return;
        taken = await this.lateRequests.takeOldest(tx, limit, this.passedOver());
        for (const [utility, events] of byUtility(taken)) await inUtility(tx, utility, (own) => this.answer(own, events()));
      });
    } catch (error) {
      if (taken.length === 0 || isWaitedOut(error)) throw error;
      if (taken.length > 1) return this.oneByOne(taken.length);
      const [request] = taken as readonly [LateRequest];
      if (isCoded(error) || !this.passOver(request, error)) await this.giveUp(request, error);
      this.pace.take(1);
      return 1;
    }
    for (const { meterPan } of taken) this.failing.delete(meterPan);
    this.pace.take(taken.length);
    return taken.length;
  }

  private async giveUp({ position, requestId, meterPan }: LateRequest, error: unknown): Promise<void> {
    await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.lateRequests.remove(tx, position));
    this.failing.delete(meterPan);
    this.logger.warn({ err: error, requestId }, 'a late request is given up; it is asked for again');
  }

  /** @returns false where it has been tried often enough, or too many others are passed over */
  private passOver({ requestId, meterPan }: LateRequest, error: unknown): boolean {
    const tries = (this.failing.get(meterPan)?.tries ?? 0) + 1;
    if (tries >= MAX_TRIES || (tries === 1 && this.failing.size >= MAX_PASSED_OVER)) return false;
    this.failing.set(meterPan, { at: this.clock.now().getTime(), tries });
    this.logger.warn({ err: error, requestId, tries }, 'a late request fails; those of other meters pass it');
    return true;
  }

  /** A clock that goes back makes nobody wait longer. */
  private passedOver(): readonly string[] {
    const now = this.clock.now().getTime();
    return [...this.failing].flatMap(([meterPan, { at }]) => (now >= at && now - at < PASSED_OVER_MS ? [meterPan] : []));
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

/** What says nothing about the request. */
const isWaitedOut = (error: unknown): boolean => isDatabaseOutage(error) || isDatabaseBusy(error);

/** By the code of the utility, as whoever locks rows of several has it. */
function byUtility(requests: readonly LateRequest[]): readonly (readonly [string, () => readonly RequestEvent[]])[] {
  const utilities = [...new Set(requests.map(({ utility }) => utility))].toSorted();
  return utilities.map((utility) => [utility, () => requests.filter((one) => one.utility === utility).map(({ read }) => read())]);
}
