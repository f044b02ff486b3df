import { describe, expect, it } from 'vitest';
import { signInName } from './sign-in-name.js';

describe('the name that somebody signs in by', () => {
  it.each([
    ['Ann', 'ann', undefined],
    ['Ann@North', 'ann@north', { username: 'ann', utility: 'north' }],
    ['ann@example.org', 'ann@example.org', undefined],
    ['ann@example.org@north', 'ann@example.org@north', { username: 'ann@example.org', utility: 'north' }],
    ['@north', '@north', undefined],
    ['ann@', 'ann@', undefined],
    ['ann@*', 'ann@*', undefined],
    ['ann@north\n', 'ann@north\n', undefined],
  ])('%j is a whole name, and one of a utility where its end is a code', (said, whole, qualified) => {
    expect(signInName(said)).toEqual(qualified === undefined ? { whole } : { whole, qualified });
  });
});
