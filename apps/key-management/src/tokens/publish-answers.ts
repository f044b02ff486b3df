import { TokenIssued, TokenRefused } from '@openprepay/contracts/key-management';
import type { Caused, Outbox } from '@openprepay/messaging/outbox';
import type { Tx } from '@openprepay/persistence/tx';
import { KeyManagementError } from '../key-management-error.js';
import type { TokenAnswer } from './token-answer.js';
import { type AskedTokens, digestOf } from './token-request.js';

/** Tells whoever asked, however often they ask. */
export class PublishAnswers {
  constructor(private readonly outbox: Outbox) {}

  async execute(tx: Tx, answers: readonly Caused<TokenAnswer>[]): Promise<void> {
    const issued = answers.filter((answer) => answer.outcome === 'issued');
    const refused = answers.filter((answer) => answer.outcome === 'refused');
    await Promise.all([
      this.outbox.appendAll(
        tx,
        TokenIssued,
        issued.map(({ cause, ...answer }) => ({ data: toIssued(answer), cause })),
      ),
      this.outbox.appendAll(
        tx,
        TokenRefused,
        refused.map(({ cause, ...answer }) => ({ data: toRefused(answer), cause })),
      ),
    ]);
  }
}

/**
 * The one answer to a request, among those that there are.
 * @throws {KeyManagementError} `key-management.request_id_reused` where its id is another request's
 */
export function answerTo(request: AskedTokens, answers: ReadonlyMap<string, TokenAnswer>): TokenAnswer {
  const answer = answers.get(request.requestId);
  if (!answer) throw new Error('every request of the batch is answered');
  if (!answer.request.digest.equals(digestOf(request))) {
    throw new KeyManagementError('key-management.request_id_reused', 'the request id belongs to another request');
  }
  return answer;
}

const toIssued = ({ request, tokens, sampleTables, answeredAt }: Extract<TokenAnswer, { outcome: 'issued' }>) => ({
  requestId: request.requestId,
  meterNumber: request.meterNumber,
  meterPan: request.meterPan,
  keyRevision: request.keyRevision,
  tokens: tokens.map(({ commodity: _commodity, ...token }) => token),
  sampleTables,
  issuedAt: answeredAt,
});

const toRefused = ({ request, refusal, answeredAt }: Extract<TokenAnswer, { outcome: 'refused' }>) => ({
  requestId: request.requestId,
  meterNumber: request.meterNumber,
  meterPan: request.meterPan,
  code: refusal.code,
  reason: refusal.reason,
  refusedAt: answeredAt,
});
