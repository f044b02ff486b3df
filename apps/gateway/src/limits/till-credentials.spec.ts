import { describe, expect, it } from 'vitest';
import { KNOWN_FOR_MS, TillCredentials } from './till-credentials.js';

describe('the credential of a till', () => {
  it('is known for a while once a service has taken it, and no other is', () => {
    const credentials = new TillCredentials();
    const [right, other] = ['Basic cmlnaHQ=', 'Basic b3RoZXI='].map((header) => credentials.nameOf(header)) as [string, string];

    expect(credentials.isKnown(right, 0)).toBe(false);
    credentials.note(right, 201, 0);

    expect(credentials.isKnown(right, KNOWN_FOR_MS - 1)).toBe(true);
    expect(credentials.isKnown(other, 0)).toBe(false);
    expect(credentials.isKnown(right, KNOWN_FOR_MS)).toBe(false);
  });

  it('is none any more once it is refused, and becomes none by an answer that says nothing of it', () => {
    const credentials = new TillCredentials();
    const name = credentials.nameOf('Basic YTpi');
    for (const status of [400, 404, 413, 429, 500, 503]) credentials.note(name, status, 0);
    expect(credentials.isKnown(name, 0)).toBe(false);

    credentials.note(name, 200, 0);
    credentials.note(name, 503, 0);
    expect(credentials.isKnown(name, 0)).toBe(true);
    credentials.note(name, 401, 0);

    expect(credentials.isKnown(name, 0)).toBe(false);
  });

  it('is not what is kept of it', () => {
    const credentials = new TillCredentials();

    expect(credentials.nameOf('Basic dGVzdDp0ZXN0')).not.toContain('dGVzdDp0ZXN0');
    expect(new TillCredentials().nameOf('Basic a')).not.toBe(credentials.nameOf('Basic a'));
  });
});
