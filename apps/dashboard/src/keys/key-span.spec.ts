import { describe, expect, it } from 'vitest';
import { expiresAt, inPairs } from './key-span.js';

describe('the expiry of a key', () => {
  it('comes 65 536 minutes after its base date for the expiry number 0', () => {
    expect(expiresAt(0, 2014)).toBe('2014-02-15T12:16:00.000Z');
  });

  it('comes with the last token identifier of its base date for the number 255', () => {
    expect(expiresAt(255, 1993)).toBe('2024-11-24T20:16:00.000Z');
    expect(expiresAt(255, 2014)).toBe('2045-11-24T20:16:00.000Z');
  });
});

describe('a check value', () => {
  it('is written in pairs', () => {
    expect(inPairs('C15C41')).toBe('C1 5C 41');
    expect(inPairs('C15C4')).toBe('C1 5C 4');
  });
});
