import { KeyChangeIssued, TokenRefused } from '@openprepay/contracts/key-management';
import type { Caused, Outbox } from '@openprepay/messaging/outbox';
import type { Tx } from '@openprepay/persistence/tx';
import { KeyManagementError } from '../key-management-error.js';
import { type AskedKeyChange, type KeyChangeAnswer, keyChangeDigest } from './key-change-answer.js';

/** Tells whoever asked for sets, however often they ask. */
export class PublishKeyChanges {
  constructor(private readonly outbox: Outbox) {}

  async execute(tx: Tx, answers: readonly Caused<KeyChangeAnswer>[]): Promise<void> {
    await Promise.all([
      this.outbox.appendAll(
        tx,
        KeyChangeIssued,
        answers.flatMap(({ requestId, meterNumber, meterPan, answer, answeredAt, cause }) => {
          if ('refusal' in answer) return [];
          const tokens = answer.tokens.map((token, index) => ({ token, part: index + 1, parts: answer.tokens.length }));
          const { rollover, sampleTables } = answer;
          return [{ data: { requestId, meterNumber, meterPan, tokens, rollover, sampleTables, issuedAt: answeredAt }, cause }];
        }),
      ),
      this.outbox.appendAll(
        tx,
        TokenRefused,
        answers.flatMap(({ requestId, meterNumber, meterPan, answer, answeredAt, cause }) =>
          'refusal' in answer ? [{ data: { requestId, meterNumber, meterPan, ...answer.refusal, refusedAt: answeredAt }, cause }] : [],
        ),
      ),
    ]);
  }
}

/** @throws {KeyManagementError} `key-management.request_id_reused` where its id is another request's */
export function answerTo(request: AskedKeyChange, answers: ReadonlyMap<string, KeyChangeAnswer>): KeyChangeAnswer {
  const answer = answers.get(request.requestId);
  if (!answer) throw new Error('every request of the batch is answered');
  if (!answer.digest.equals(keyChangeDigest(request))) {
    throw new KeyManagementError('key-management.request_id_reused', 'the request id belongs to another key change');
  }
  return answer;
}
