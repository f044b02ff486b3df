import { describe, expect, it } from 'vitest';
import { Repetitions } from './repetitions.js';

describe('repetitions', () => {
  it('are expected for so many batches after the last that had any', () => {
    const repetitions = new Repetitions(3);
    const expected = [false, true, false, true, false, false, false, false].map((repeated) => {
      const before = repetitions.areExpected;
      repetitions.note(repeated);
      return before;
    });

    expect(expected).toEqual([false, false, true, true, true, true, true, false]);
  });
});
