import { backoffMs } from '@openprepay/pace/backoff';

/** Restarts are counted over this window. */
export const RESTART_WINDOW_MS = 600_000;

const DELAY = { baseMs: 250, limitMs: 5_000 } as const;

/** How often a process may die before the whole is stopped, and how long to wait before it is started again. */
export class RestartBudget {
  private deaths: readonly number[] = [];

  constructor(private readonly allowed: number) {}

  /** @returns the delay before the next start in ms, or undefined where the budget is spent */
  spend(nowMs: number): number | undefined {
    this.deaths = [...this.deaths.filter((at) => nowMs - at < RESTART_WINDOW_MS), nowMs];
    if (this.deaths.length > this.allowed) return undefined;
    return Math.round(backoffMs(this.deaths.length - 1, DELAY));
  }
}
