import { Counter, type CounterConfiguration, type Registry, register } from 'prom-client';
import type { TokenAnswer } from './token-answer.js';

/** What the vault has answered since it started, once per request. */
export class TokenMetrics {
  private readonly issued: Counter;
  private readonly refused: Counter<'code'>;

  constructor(registry: Registry = register) {
    this.issued = counter(registry, { name: 'openprepay_tokens_issued_total', help: 'Tokens issued' });
    this.refused = counter(registry, {
      name: 'openprepay_token_requests_refused_total',
      help: 'Token requests refused, by code',
      labelNames: ['code'],
    });
  }

  count(answers: readonly TokenAnswer[]): void {
    for (const answer of answers) {
      if (answer.outcome === 'issued') this.issued.inc(answer.tokens.length);
      else this.refused.inc({ code: answer.refusal.code });
    }
  }
}

/** One per registry, however many services run in a process. */
function counter<Label extends string>(registry: Registry, configuration: CounterConfiguration<Label>): Counter<Label> {
  const existing = registry.getSingleMetric(configuration.name) as Counter<Label> | undefined;
  return existing ?? new Counter({ ...configuration, registers: [registry] });
}
