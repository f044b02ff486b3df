import { describe, expect, it } from 'vitest';
import { MAX_WAITING_KNOWN } from './hash-line.js';
import { HASH_OPTIONS, MAX_CONCURRENT_HASHES, NOBODYS_HASH, Passwords } from './passwords.js';

describe('Passwords', () => {
  it('know a password by its hash, which is argon2id and never the same twice', async () => {
    const passwords = new Passwords();
    const [one, two] = await Promise.all([passwords.hash('correct horse'), passwords.hash('correct horse')]);

    expect(one).toMatch(/^\$argon2id\$/);
    expect(one).not.toBe(two);
    expect(await passwords.matches(one, 'correct horse', { known: true })).toBe(true);
    expect(await passwords.matches(one, 'correct Horse', { known: true })).toBe(false);
  });

  it('compare an unknown user with a hash of the same cost, and never accept', async () => {
    const made = await new Passwords().hash('x');
    const { memoryCost, timeCost, parallelism } = HASH_OPTIONS;
    const cost = `m=${memoryCost},t=${timeCost},p=${parallelism}`;

    expect(NOBODYS_HASH.split('$').slice(0, 4)).toEqual(made.split('$').slice(0, 4));
    expect(NOBODYS_HASH).toContain(cost);
    expect(await new Passwords().matches(undefined, '', { known: false, address: 'a' })).toBe(false);
  });

  it('turn away what would wait too long, and go on afterwards', async () => {
    const passwords = new Passwords();
    const all = Array.from({ length: MAX_CONCURRENT_HASHES + MAX_WAITING_KNOWN + 5 }, () => passwords.hash('x'));
    const settled = await Promise.allSettled(all);

    expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(5);
    expect(settled.find((one) => one.status === 'rejected')).toMatchObject({ reason: { code: 'request.rate_limited' } });
    expect(await passwords.hash('y')).toMatch(/^\$argon2id/);
  });
});
