import { TimeLimitExceeded, withTimeLimit } from '@openprepay/pace/time-limit';

/** Longest wait for one check; a check that hangs has failed. */
export const HEALTH_CHECK_TIMEOUT_MS = 2_000;

/** Throws while the part cannot do its work; the message is shown. */
export type HealthCheck = () => Promise<void>;

export interface Readiness {
  readonly ready: boolean;
  /** By name: `ok`, or why not. */
  readonly checks: Readonly<Record<string, string>>;
}

/** What must work before a service takes requests. */
export class Health {
  private readonly checks = new Map<string, HealthCheck>();
  private stopping = false;

  add(name: string, check: HealthCheck): void {
    this.checks.set(name, check);
  }

  /** From now on not ready, so that balancers look elsewhere while the last requests finish. */
  stop(): void {
    this.stopping = true;
  }

  async ready(): Promise<Readiness> {
    if (this.stopping) return { ready: false, checks: { service: 'stopping' } };
    const results = await Promise.all([...this.checks].map(async ([name, check]) => [name, await outcome(check)] as const));
    return { ready: results.every(([, result]) => result === 'ok'), checks: Object.fromEntries(results) };
  }
}

async function outcome(check: HealthCheck): Promise<string> {
  try {
    await withTimeLimit(check(), HEALTH_CHECK_TIMEOUT_MS, 'the check');
    return 'ok';
  } catch (error) {
    if (error instanceof TimeLimitExceeded) return `no answer within ${HEALTH_CHECK_TIMEOUT_MS} ms`;
    return error instanceof Error ? error.message : 'failed';
  }
}
