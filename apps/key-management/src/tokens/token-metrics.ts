import { counter } from '@openprepay/runtime/metrics';
import type { TokenAnswer } from './token-answer.js';

/** What the vault has answered since it started, once per request. */
export class TokenMetrics {
  private readonly issued = counter({ name: 'openprepay_tokens_issued_total', help: 'Tokens issued' });
  private readonly refused = counter({
    name: 'openprepay_token_requests_refused_total',
    help: 'Token requests refused, by code',
    labelNames: ['code'],
  });

  count(answers: readonly TokenAnswer[]): void {
    for (const answer of answers) {
      if (answer.outcome === 'issued') this.issued.inc(answer.tokens.length);
      else this.refused.inc({ code: answer.refusal.code });
    }
  }
}
