import { describe, expect, it } from 'vitest';
import { comparableReference } from './payment.js';

describe('the reference of a payment', () => {
  it.each([
    ['letter case', 'MPESA-7f3k', 'mpesa-7F3K'],
    ['spaces', ' MPESA - 7F3K', 'MPESA-7F3K'],
    ['another kind of dash', 'MPESA\u20107F3K', 'MPESA-7F3K'],
    ['full width', '\uff2d\uff30\uff25\uff33\uff21-7F3K', 'MPESA-7F3K'],
  ])('is the same in %s', (_what, left, right) => {
    expect(comparableReference(left)).toBe(comparableReference(right));
  });

  it('is another with another letter or digit', () => {
    expect(comparableReference('MPESA-7F3K')).not.toBe(comparableReference('MPESA-7F3L'));
  });
});
