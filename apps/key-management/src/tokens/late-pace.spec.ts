import { describe, expect, it } from 'vitest';
import { LatePace } from './late-pace.js';

const at = (ms: number): Date => new Date(1_800_000_000_000 + ms);

describe('the pace of late requests', () => {
  it('is so many a second, however often it is asked', () => {
    const pace = new LatePace(200);
    let taken = 0;

    for (let ms = 0; ms <= 10_000; ms += 7) {
      const room = pace.roomAt(at(ms));
      pace.take(room);
      taken += room;
    }

    // Those of ten seconds, and what there was room for at the start.
    expect(taken).toBeGreaterThan(1_995);
    expect(taken).toBeLessThanOrEqual(2_050);
  });

  it('saves nothing up beyond a quarter of a second', () => {
    const pace = new LatePace(200);
    pace.take(pace.roomAt(at(0)));

    expect(pace.roomAt(at(3_600_000))).toBe(50);
  });

  it('lets at least one go, however slow it is', () => {
    const pace = new LatePace(1);
    pace.take(pace.roomAt(at(0)));

    expect([pace.roomAt(at(999)), pace.roomAt(at(1_000)), pace.roomAt(at(60_000))]).toEqual([0, 1, 1]);
  });

  it('gives nothing for a clock that goes back', () => {
    const pace = new LatePace(4);
    pace.take(pace.roomAt(at(0)));

    expect([pace.roomAt(at(-60_000)), pace.roomAt(at(-59_900)), pace.roomAt(at(-59_750))]).toEqual([0, 0, 1]);
  });
});
