import { describe, expect, it } from 'vitest';
import { settleAll } from './settle-all.js';

describe('the alarms of a storm', () => {
  it('are settled call after call until none is left, and counted together', async () => {
    const answers = [
      { alarms: 5_000, left: true },
      { alarms: 7, left: false },
    ];

    expect(await settleAll(async () => answers.shift()!)).toEqual({ alarms: 5_007, left: false });
    expect(answers).toEqual([]);
  });

  it('are not settled without end: what is left is said', async () => {
    let calls = 0;

    expect(await settleAll(async () => (calls++, { alarms: 1, left: true }))).toEqual({ alarms: calls, left: true });
    expect(calls).toBe(100);
  });
});
