import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Heartbeats } from '../src/consuming/heartbeats.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('beats every so often while a batch is in hand, each beat after the one before has ended, and no more afterwards', async () => {
  let [begun, end] = [0, (): void => undefined];
  const beats = new Heartbeats(() => {
    begun += 1;
    return new Promise((resolve) => (end = resolve));
  }, 1_000);

  await vi.advanceTimersByTimeAsync(999);
  expect(begun).toBe(0);
  await vi.advanceTimersByTimeAsync(5_001);
  expect(begun).toBe(1);
  end();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(begun).toBe(2);

  beats.stop();
  end();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(begun).toBe(2);
  expect(vi.getTimerCount()).toBe(0);
  expect(beats.failed).toBe(false);
});

it('says that one failed, which is told once the batch has ended, and goes on', async () => {
  const failure = new Error('rebalancing');
  let begun = 0;
  const beats = new Heartbeats(() => (begun++ === 0 ? Promise.reject(failure) : Promise.resolve()), 1_000);

  await vi.advanceTimersByTimeAsync(3_000);
  beats.stop();

  expect(begun).toBe(3);
  expect(beats.failed).toBe(true);
  expect(() => beats.rethrow()).toThrow(failure);
});
