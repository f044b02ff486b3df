import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idempotencyKey } from '@openprepay/contracts/http/vending-vends';
import { messageKey } from './message-key.js';

const key = ([client, terminal, dateTime, uniqueNumber]: readonly [string, string, string, string], ean = true): string =>
  messageKey(
    {
      clientID: ean ? { type: 'EANDeviceID', ean: client } : { type: 'GenericDeviceID', id: client },
      terminalID: { type: 'GenericDeviceID', id: terminal },
    },
    { dateTime, uniqueNumber },
  );

describe('messageKey', () => {
  it('can be read by whoever looks for the sale at another door', () => {
    expect(key(['0000000000017', 'T-01', '20261102081500', '4711'])).toBe('xmlvend:ean.0000000000017:id.T-01:20261102081500:4711');
  });

  it('is the same for a number that is written in another way', () => {
    const keys = ['4711', '+4711', '004711', '+004711'].map((number) => key(['1', 'T-01', '20261102081500', number]));

    expect(new Set(keys).size).toBe(1);
    expect(key(['1', 'T-01', '20261102081500', '-4711'])).not.toBe(keys[0]);
  });

  it('is a key that any door takes, and another one for any other message', () => {
    // The last is a number, written in one way.
    const parts = fc.tuple(fc.string(), fc.string({ maxLength: 200 }), fc.string(), fc.bigInt().map(String));
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        expect(idempotencyKey.safeParse(key(one)).success).toBe(true);
        expect(key(one) === key(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
        expect(key(one, false)).not.toBe(key(one));
      }),
    );
  });
});
