import { describe, expect, it } from 'vitest';
import { type Death, RESTART_WINDOW_MS, RestartBudget } from './restart-budget.js';

const failed = (atMs: number): Death => ({ atMs, wasReady: false });
const died = (atMs: number): Death => ({ atMs, wasReady: true });

describe('RestartBudget', () => {
  it('allows as many restarts as were granted within the window, and no more', () => {
    const budget = new RestartBudget(2);

    expect([budget.spend(died(0)), budget.spend(failed(1)), budget.spend(died(2))].map((delay) => delay !== undefined)).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('forgets deaths that are older than the window', () => {
    const budget = new RestartBudget(1);

    expect(budget.spend(died(0))).toBeDefined();
    expect(budget.spend(died(RESTART_WINDOW_MS))).toBeDefined();
  });

  it('waits longer after each start that failed, up to a limit', () => {
    const budget = new RestartBudget(20);
    const delays = Array.from({ length: 20 }, (_, at) => budget.spend(failed(at)) ?? 0);

    for (const [at, about] of [250, 500, 1_000].entries()) expect(Math.abs((delays[at] ?? 0) - about)).toBeLessThanOrEqual(about / 4);
    expect(Math.max(...delays)).toBeLessThanOrEqual(5_000 * 1.25);
  });

  it('starts what had worked again at once, also after starts that failed', () => {
    const budget = new RestartBudget(20);
    budget.spend(failed(0));
    budget.spend(failed(1));

    expect(budget.spend(died(2))).toBe(0);
    expect(budget.spend(failed(3))).toBeLessThanOrEqual(250 * 1.25);
  });

  it('allows none where none were granted', () => {
    expect(new RestartBudget(0).spend(died(0))).toBeUndefined();
  });
});
