import type { Caused } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import { type PublishAnswers, answerTo } from './publish-answers.js';
import { refusal } from './refusal.js';
import type { TokenAnswer } from './token-answer.js';
import type { TokenAnswerRepository } from './token-answer.repository.js';
import type { TokenIdentifierCounterRepository } from './token-identifier-counter.repository.js';
import { type CancelledRequest, digestOf, distinctRequests } from './token-request.js';

/**
 * Refuses requests for good that are to come to nothing: whoever brings one later is told so too. One that was answered before keeps
 * its answer, and is told it again; then there is a token, and the sale stands.
 */
export class CancelRequests {
  constructor(
    private readonly counters: TokenIdentifierCounterRepository,
    private readonly answers: TokenAnswerRepository,
    private readonly publishAnswers: PublishAnswers,
    private readonly clock: Clock,
  ) {}

  /**
   * Safe to repeat.
   *
   * @returns the answers that are new
   * @throws {KeyManagementError} `key-management.request_id_reused` where an id is another request's: nothing is answered
   */
  async execute(tx: Tx, cancelled: readonly Caused<CancelledRequest>[]): Promise<readonly TokenAnswer[]> {
    const distinct = distinctRequests(cancelled.map(({ cause: _cause, ...request }) => request));
    const ids = distinct.map(({ requestId }) => requestId);
    // The meters first, as whoever issues has it: of the two one finds the other's answer.
    const [, stored] = await Promise.all([this.counters.lock(tx, distinct), this.answers.find(tx, ids)]);
    const known = new Map(stored.map((answer) => [answer.request.requestId, answer]));
    const answeredAt = this.clock.now();
    const fresh = distinct.filter(({ requestId }) => !known.has(requestId)).map((request) => cancelledAnswer(request, answeredAt));
    await this.answers.store(tx, fresh);

    const all = new Map([...known, ...fresh.map((answer) => [answer.request.requestId, answer] as const)]);
    await this.publishAnswers.execute(
      tx,
      cancelled.map((request) => ({ ...answerTo(request, all), cause: request.cause })),
    );
    return fresh;
  }
}

function cancelledAnswer(cancelled: CancelledRequest, answeredAt: Date): TokenAnswer {
  const { tokens: _tokens, cancelledAt: _cancelledAt, reason, ...request } = cancelled;
  return {
    outcome: 'refused',
    request: { ...request, digest: digestOf(cancelled) },
    refusal: refusal('key-management.request_cancelled', `the sale was cancelled: ${reason}`),
    answeredAt,
  };
}
