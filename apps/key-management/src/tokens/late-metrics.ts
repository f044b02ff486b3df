import { gauge } from '@openprepay/runtime/metrics';

export interface LateWaiting {
  readonly requests: number;
  /** Of the one that was set aside first, by the database's clock; 0 where none waits. */
  readonly oldestMs: number;
}

/** How far the answers to late requests lie behind, of all instances together. */
export class LateMetrics {
  private readonly waiting = gauge({
    name: 'openprepay_late_requests_waiting',
    help: 'Late token requests that wait for their turn, 100 000 at most',
  });
  private readonly oldestWait = gauge({
    name: 'openprepay_late_requests_oldest_wait_seconds',
    help: 'How long the oldest late token request has waited for its turn; 0 where none waits',
  });

  measured({ requests, oldestMs }: LateWaiting): void {
    this.waiting.set(requests);
    this.oldestWait.set(oldestMs / 1_000);
  }
}
