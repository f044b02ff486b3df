import type { Principal } from '@openprepay/contracts/identity';
import { describe, expect, it } from 'vitest';
import { requireSecondPerson } from '../src/second-person.js';

const requestedAt = new Date('2026-01-02T03:04:05.678Z');
const asked = { requestedBy: 'ann', requestedAt };
const after = (milliseconds: number): Date => new Date(requestedAt.getTime() + milliseconds);
const caller = (subject: string, credentialChangedAt?: Date, inOwnHands?: boolean): Principal => ({
  subject,
  username: subject,
  utility: 'north',
  currency: 'KES',
  timeZone: 'UTC',
  roles: ['admin', 'operator'],
  platform: true,
  ...(credentialChangedAt === undefined ? {} : { credentialChangedAt }),
  ...(inOwnHands === undefined ? {} : { inOwnHands }),
});
const refused = expect.objectContaining({ code: 'example.second_person_required' });
const decide = (who: Principal) => (): void => requireSecondPerson(who, asked, 'example.second_person_required');

describe('a second person', () => {
  it('is not who asked, whatever else they are', () => {
    expect(decide(caller('ann', after(-1_000)))).toThrow(refused);
    expect(decide(caller('bob', after(-1_000)))).not.toThrow();
  });

  it('is not somebody whose password was set once it had been asked', () => {
    expect(decide(caller('bob', after(1)))).toThrow(refused);
    expect(decide(caller('bob', after(0)))).toThrow(refused);
    expect(decide(caller('bob', after(-1)))).not.toThrow();
  });

  it('is not somebody in whose account an administrator has had a hand', () => {
    expect(decide(caller('bob', after(-1_000), false))).toThrow(refused);
    expect(decide(caller('bob', after(-1_000), true))).not.toThrow();
  });

  it('may be of an issuer that does not say when their credential was set', () => {
    expect(decide(caller('bob'))).not.toThrow();
  });
});
