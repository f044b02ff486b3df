/** Restarts are counted over this window. */
export const RESTART_WINDOW_MS = 600_000;

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 5_000;

/** How often a process may die before the whole is stopped, and how long to wait before it is started again. */
export class RestartBudget {
  private deaths: readonly number[] = [];

  constructor(private readonly allowed: number) {}

  /** @returns the delay before the next start in ms, or undefined where the budget is spent */
  spend(nowMs: number): number | undefined {
    this.deaths = [...this.deaths.filter((at) => nowMs - at < RESTART_WINDOW_MS), nowMs];
    if (this.deaths.length > this.allowed) return undefined;
    return Math.min(FIRST_DELAY_MS * 2 ** (this.deaths.length - 1), LONGEST_DELAY_MS);
  }
}
