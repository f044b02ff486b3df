import { describe, expect, it } from 'vitest';
import { hashPassword, passwordFrom, passwordMatches, secretsEqual } from './credential-secret.js';

describe('a meter password', () => {
  it('carries all 160 random bits', () => {
    expect(passwordFrom(new Uint8Array(20).fill(0xab))).toBe('ab'.repeat(20));
    expect(() => passwordFrom(new Uint8Array(16))).toThrow(RangeError);
  });

  it('matches its own hash alone, which does not contain it', () => {
    const hash = hashPassword('secret-one');
    expect(passwordMatches('secret-one', hash)).toBe(true);
    expect(passwordMatches('secret-two', hash)).toBe(false);
    expect(passwordMatches('secret-one', new Uint8Array(3))).toBe(false);
    expect(hash.toString()).not.toContain('secret');
  });

  it('compares secrets of different lengths', () => {
    expect(secretsEqual('a', 'a')).toBe(true);
    expect(secretsEqual('a', 'aa')).toBe(false);
    expect(secretsEqual('', 'a')).toBe(false);
  });
});
