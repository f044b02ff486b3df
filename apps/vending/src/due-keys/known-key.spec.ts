import { isPastKeyExpiry, tokenIdentifierAt } from '@openprepay/sts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { knownKey } from './known-key.js';

const said = {
  vendingKeyId: '00000000-0000-4000-8000-000000000001',
  supplyGroupCode: '600100',
  keyType: 2,
  keyRevision: 1,
  decoderKeyAlgorithm: 'DKGA04',
  state: 'active',
  changedAt: new Date('2026-11-01T00:00:00Z'),
} as const;

describe('a key that the vault tells of', () => {
  it('expires in the minute for which a meter that has it takes no token any more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 254 }), (keyExpiry) => {
        const { expiresAt } = knownKey({ ...said, baseDate: 2014, keyExpiry });
        expect(isPastKeyExpiry(tokenIdentifierAt(expiresAt, 2014), keyExpiry)).toBe(true);
        expect(isPastKeyExpiry(tokenIdentifierAt(new Date(expiresAt.getTime() - 1), 2014), keyExpiry)).toBe(false);
      }),
    );
  });

  it('that never expires ends with its base date', () => {
    expect(knownKey({ ...said, baseDate: 1993, keyExpiry: 255 })).toMatchObject({
      countsFrom: new Date('1993-01-01T00:00:00Z'),
      expiresAt: new Date('2024-11-24T20:16:00Z'),
    });
  });

  it('whose centre has dated it begins and ends by those dates, where they are the narrower ones', () => {
    const [activeFrom, issuedUntil] = [new Date('2026-02-01T00:00:00Z'), new Date('2030-02-01T00:00:00Z')];

    expect(knownKey({ ...said, baseDate: 2014, keyExpiry: 255, activeFrom, issuedUntil })).toMatchObject({
      countsFrom: activeFrom,
      expiresAt: issuedUntil,
    });
    expect(knownKey({ ...said, baseDate: 1993, keyExpiry: 255, activeFrom: new Date(0), issuedUntil })).toMatchObject({
      countsFrom: new Date('1993-01-01T00:00:00Z'),
      expiresAt: new Date('2024-11-24T20:16:00Z'),
    });
  });
});
