import { describe, expect, it } from 'vitest';
import { tells } from './tells.js';

describe('what the live stream tells', () => {
  it('is of the kinds that a figure stands on, or not', () => {
    expect(tells([{ event: 'presence' }, { event: 'vend' }], ['vend'])).toBe(true);
    expect(tells([{ event: 'presence' }], ['vend', 'vend-failed'])).toBe(false);
  });

  it('may be of any kind where events were skipped', () => {
    expect(tells([{ event: 'skipped' }], ['vend'])).toBe(true);
  });
});
