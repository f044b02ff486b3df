import { backoffMs } from '@openprepay/pace/backoff';

/** Restarts are counted over this window. */
export const RESTART_WINDOW_MS = 600_000;

const DELAY = { baseMs: 250, limitMs: 5_000 } as const;

/** What is known of a process that died. */
export interface Death {
  /** When it died: milliseconds of a clock that only rises. */
  readonly atMs: number;
  /** Whether it had been ready to work. One that never is would be started in a circle, so it waits longer each time. */
  readonly wasReady: boolean;
}

/** How often a process may die before the whole is stopped, and how long to wait before it is started again. */
export class RestartBudget {
  private deaths: readonly number[] = [];
  private failedStarts = 0;

  constructor(private readonly allowed: number) {}

  /** @returns the delay before the next start in ms, none after one that had worked; undefined where the budget is spent */
  spend({ atMs, wasReady }: Death): number | undefined {
    this.deaths = [...this.deaths.filter((at) => atMs - at < RESTART_WINDOW_MS), atMs];
    this.failedStarts = wasReady ? 0 : this.failedStarts + 1;
    if (this.deaths.length > this.allowed) return undefined;
    return wasReady ? 0 : Math.round(backoffMs(this.failedStarts - 1, DELAY));
  }
}
