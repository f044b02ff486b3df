import { describe, expect, it } from 'vitest';
import { RESTART_WINDOW_MS, RestartBudget } from './restart-budget.js';

describe('RestartBudget', () => {
  it('allows as many restarts as were granted within the window, and no more', () => {
    const budget = new RestartBudget(2);

    expect([budget.spend(0), budget.spend(1), budget.spend(2)].map((delay) => delay !== undefined)).toEqual([true, true, false]);
  });

  it('forgets deaths that are older than the window', () => {
    const budget = new RestartBudget(1);

    expect(budget.spend(0)).toBeDefined();
    expect(budget.spend(RESTART_WINDOW_MS)).toBeDefined();
  });

  it('waits longer after each death, up to a limit', () => {
    const budget = new RestartBudget(20);
    const delays = Array.from({ length: 20 }, (_, at) => budget.spend(at) ?? 0);

    for (const [at, about] of [250, 500, 1_000].entries()) expect(Math.abs((delays[at] ?? 0) - about)).toBeLessThanOrEqual(about / 4);
    expect(Math.max(...delays)).toBeLessThanOrEqual(5_000 * 1.25);
  });

  it('allows none where none were granted', () => {
    expect(new RestartBudget(0).spend(0)).toBeUndefined();
  });
});
