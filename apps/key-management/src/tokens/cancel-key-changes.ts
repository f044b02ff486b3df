import type { Caused } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import { type CancelledKeyChange, type KeyChangeAnswer, keyChangeDigest } from './key-change-answer.js';
import type { KeyChangeAnswerRepository } from './key-change-answer.repository.js';
import { type PublishKeyChanges, answerTo } from './publish-key-changes.js';
import { refusal } from './refusal.js';

/**
 * Refuses key changes for good that are to come to nothing: whoever brings one later is told so too. One that was answered before keeps
 * its answer, and is told it again.
 */
export class CancelKeyChanges {
  constructor(
    private readonly answers: KeyChangeAnswerRepository,
    private readonly publishAnswers: PublishKeyChanges,
    private readonly clock: Clock,
  ) {}

  /**
   * Safe to repeat.
   * @throws {KeyManagementError} `key-management.request_id_reused` where an id is another request's: nothing is answered
   */
  async execute(tx: Tx, cancelled: readonly Caused<CancelledKeyChange>[]): Promise<void> {
    const answeredAt = this.clock.now();
    const distinct = [...new Map(cancelled.map((request) => [request.requestId, request])).values()];
    // Whoever issues at the same time is waited for here, and its answer stands.
    await this.answers.insert(
      tx,
      distinct.map((request) => cancelledAnswer(request, answeredAt)),
    );
    const stored = await this.answers.find(
      tx,
      distinct.map(({ requestId }) => requestId),
    );
    const answers = new Map(stored.map((answer) => [answer.requestId, answer]));
    await this.publishAnswers.execute(
      tx,
      cancelled.map((request) => ({ ...answerTo(request, answers), cause: request.cause })),
    );
  }
}

function cancelledAnswer(cancelled: CancelledKeyChange, answeredAt: Date): KeyChangeAnswer {
  const { requestId, meterNumber, meterPan, reason } = cancelled;
  return {
    ...{ requestId, digest: keyChangeDigest(cancelled), meterNumber, meterPan, answeredAt },
    answer: { refusal: refusal('key-management.request_cancelled', `the key change was cancelled: ${reason}`) },
  };
}
