import { describe, expect, it, vi } from 'vitest';
import { Batcher } from './batcher.js';

describe('Batcher', () => {
  it('hands on when full, and otherwise soon after the first', () => {
    vi.useFakeTimers();
    const flushed: (readonly number[])[] = [];
    const batcher = new Batcher<number>(3, 5, (items) => flushed.push(items));

    for (const item of [1, 2, 3, 4]) batcher.add(item);
    expect(flushed).toEqual([[1, 2, 3]]);
    vi.advanceTimersByTime(5);
    expect(flushed).toEqual([[1, 2, 3], [4]]);
    vi.advanceTimersByTime(50);
    expect(flushed).toHaveLength(2);
    vi.useRealTimers();
  });
});
