import { describe, expect, it } from 'vitest';
import { isPastEnd } from './certificate-state.js';

describe('a certificate', () => {
  const certificate = { expiresAt: '2027-05-31T09:00:00Z' };
  const end = Date.parse(certificate.expiresAt);

  it.each([
    ['before its end', end - 1, false],
    ['at its end', end, true],
    ['after its end', end + 1, true],
  ])('%s', (_when, nowMs, past) => {
    expect(isPastEnd(certificate, nowMs)).toBe(past);
  });
});
