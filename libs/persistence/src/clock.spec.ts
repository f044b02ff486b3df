import { describe, expect, it } from 'vitest';
import { uuidV7 } from './clock.js';

const timeOf = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);

describe('uuidV7', () => {
  it('is a version 7 UUID that carries its time', () => {
    const nowMs = Date.UTC(2100, 0, 1);

    const id = uuidV7(nowMs);

    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(timeOf(id)).toBe(nowMs);
  });

  it('grows within one millisecond, past its counter, and when the clock steps back', () => {
    const nowMs = Date.UTC(2101, 0, 1);

    const ids = Array.from({ length: 20_000 }, (_, index) => uuidV7(index % 3 === 0 ? nowMs - 5_000 : nowMs));

    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
