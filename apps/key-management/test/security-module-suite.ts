import { randomBytes } from 'node:crypto';
import { creditTenths } from '@openprepay/quantities';
import { keyCheckValue } from '@openprepay/sts/keys';
import { describe, expect, it } from 'vitest';
import type { KeyHandle, SecurityModule, VendingKeyLabel } from '../src/security-module/security-module.js';
import { labelWith, sealKey } from './security-modules.js';
import { creditVectors, keyChangeVectors, managementVectors } from './vectors.js';

export type RandomOctets = (count: number) => Uint8Array;

export const meter = { meterPan: '600727123456789030', tariffIndex: '07', encryptionAlgorithm: 'EA11' } as const;
export const KEY = '00112233445566778899aabbccddeeff01234567';
export const credit = { kind: 'credit', commodity: 'electricity', amountTenths: creditTenths(256n), tokenIdentifier: 0x619d4c } as const;

/** What every security module does, whatever holds its keys. @param newModule with randomness of the test's own where it gives one */
export function describeSecurityModule(name: string, newModule: (randomOctets?: RandomOctets) => SecurityModule): void {
  describe(name, () => {
    it.each(creditVectors)('makes $token: $encryptionAlgorithm, $decoderKeyAlgorithm, $commodity', async (vector) => {
      const module = newModule((count) => (count > 1 ? randomBytes(count) : Uint8Array.of(0xf0 | vector.random)));
      const { keyType, supplyGroupCode, keyRevision, baseDate, decoderKeyAlgorithm } = vector;
      const key = await sealKey(
        module,
        labelWith({ keyType, supplyGroupCode, keyRevision, baseDate, decoderKeyAlgorithm }),
        vector.vendingKey,
      );
      const { meterPan, tariffIndex, encryptionAlgorithm, commodity, tokenIdentifier } = vector;
      const described = { meterPan, tariffIndex, encryptionAlgorithm };

      const tokens = await module.issueTokens(key, [
        {
          meter: described,
          tokens: [{ kind: 'credit', commodity, tokenIdentifier, amountTenths: creditTenths(BigInt(vector.amountTenths)) }],
        },
      ]);
      const opened = await module.openToken(key, described, vector.token);

      expect(tokens).toEqual([[vector.token]]);
      expect(opened).toMatchObject({ tokenClass: 0, commodity, tokenIdentifier, amountTenths: BigInt(vector.encodedTenths) });
    });

    it.each(managementVectors)('makes $token: $kind, $encryptionAlgorithm, $decoderKeyAlgorithm', async (vector) => {
      const module = newModule((count) => (count > 1 ? randomBytes(count) : Uint8Array.of(0x30 | vector.random)));
      const { keyType, supplyGroupCode, keyRevision, baseDate, decoderKeyAlgorithm, kind, value, tokenIdentifier } = vector;
      const label = labelWith({ keyType, supplyGroupCode, keyRevision, baseDate, decoderKeyAlgorithm });
      const key = await sealKey(module, label, vector.vendingKey);
      const { meterPan, tariffIndex, encryptionAlgorithm } = vector;

      const tokens = await module.issueTokens(key, [
        { meter: { meterPan, tariffIndex, encryptionAlgorithm }, tokens: [{ kind, value, tokenIdentifier }] },
      ]);

      expect(tokens).toEqual([[vector.token]]);
    });

    it.each(keyChangeVectors)('makes the set $tokens: $from.decoderKeyAlgorithm, rollover $rollover', async (vector) => {
      const module = newModule();
      const { from, to, keyExpiry, meterPan, rollover } = vector;
      const { tariffIndex, encryptionAlgorithm, ...fromLabel } = from;
      const { tariffIndex: toIndex, encryptionAlgorithm: _same, ...toLabel } = to;
      const meter = { meterPan, encryptionAlgorithm, rollover, tariffIndex: { from: tariffIndex, to: toIndex } };
      const sets = await module.issueKeyChangeSets({
        from: await sealKey(module, labelWith(fromLabel), vector.vendingKey),
        to: await sealKey(module, labelWith({ ...toLabel, keyExpiry }), vector.newVendingKey),
        meters: [meter, { ...meter, rollover: !rollover }, meter],
      });

      expect(sets).toEqual([vector.tokens, expect.not.arrayContaining([...vector.tokens]), vector.tokens]);
    });

    it('keeps the key out of what it hands back, and tells its check value', async () => {
      const { wrapped, kcv } = await sealKey(newModule(), labelWith(), KEY);

      expect(Buffer.from(wrapped.bytes).includes(Buffer.from(KEY, 'hex'))).toBe(false);
      expect(kcv).toBe(keyCheckValue('DKGA04', Buffer.from(KEY, 'hex')));
    });

    it('seals the same key into other bytes each time', async () => {
      const module = newModule();
      const [one, another] = [await sealKey(module, labelWith(), KEY), await sealKey(module, labelWith(), KEY)];

      expect(Buffer.compare(one.wrapped.bytes, another.wrapped.bytes)).not.toBe(0);
    });

    it('refuses sealed bytes with any one bit changed', async () => {
      const module = newModule();
      const key = await sealKey(module, labelWith(), KEY);

      for (let bit = 0; bit < key.wrapped.bytes.length * 8; bit++) {
        const bytes = Uint8Array.from(key.wrapped.bytes);
        bytes[bit >> 3]! ^= 1 << (bit & 7);
        const altered = { ...key, wrapped: { ...key.wrapped, bytes } };
        await expect(module.issueTokens(altered, [{ meter, tokens: [credit] }])).rejects.toMatchObject({
          code: 'key-management.wrapped_key_invalid',
        });
      }
    });

    it.each<[string, Partial<VendingKeyLabel>]>([
      ['another utility', { utility: 'other' }],
      ['another key', { vendingKeyId: '0190a1b2-0000-7000-8000-000000000002' }],
      ['another supply group', { supplyGroupCode: '600101' }],
      ['another key type', { keyType: 1 }],
      ['another revision', { keyRevision: 2 }],
      ['a later expiry', { keyExpiry: 254 }],
      ['another base date', { baseDate: 2035 }],
    ])('refuses sealed bytes passed off as those of %s', async (_, change) => {
      const module = newModule();
      const key = await sealKey(module, labelWith(), KEY);
      const moved: KeyHandle = { ...key, label: labelWith(change) };

      await expect(module.openToken(moved, meter, '49038946387998315634')).rejects.toMatchObject({
        code: 'key-management.wrapped_key_invalid',
      });
    });

    it('refuses a component counted twice, or taken for the key', async () => {
      const module = newModule();
      const label = labelWith();
      const { wrapped } = await module.importComponent(label, 1, KEY);

      const twice = module.combine(label, [
        { position: 1, wrapped },
        { position: 2, wrapped },
      ]);
      const asKey = module.issueTokens({ label, wrapped }, [{ meter, tokens: [credit] }]);

      await expect(twice).rejects.toMatchObject({ code: 'key-management.wrapped_key_invalid' });
      await expect(asKey).rejects.toMatchObject({ code: 'key-management.wrapped_key_invalid' });
    });

    it.each(['DKGA02', 'DKGA04'] as const)('generates %s keys that differ and can be used', async (decoderKeyAlgorithm) => {
      const module = newModule();
      const label = labelWith({ decoderKeyAlgorithm });
      const keys = await Promise.all(Array.from({ length: 20 }, () => module.generate(label)));

      expect(new Set(keys.map(({ kcv }) => kcv)).size).toBe(20);
    });

    it('gives up on a source of randomness that only makes weak keys', async () => {
      const module = newModule((count) => new Uint8Array(count));

      await expect(module.generate(labelWith())).rejects.toMatchObject({ code: 'key-management.key_weak' });
    });

    it('signs a text, and tells its signature from any other', async () => {
      const module = newModule();
      const signed = await module.sign('a text');

      expect(await module.isSigned('a text', signed)).toBe('genuine');
      expect(await module.isSigned('another text', signed)).toBe('forged');
      expect(await module.isSigned('a text', { ...signed, signature: 'ab'.repeat(32) })).toBe('forged');
      expect(await module.isSigned('a text', { ...signed, masterKeyId: 'another' })).toBe('unknown-key');
      expect(await module.masterKeyIds()).toEqual([signed.masterKeyId]);
    });

    it('does what it must when it tests itself', async () => {
      await expect(newModule().selfTest()).resolves.toBeUndefined();
    });

    it('tells a token of another key from one that is none', async () => {
      const module = newModule();
      const key = await sealKey(module, labelWith(), KEY);

      expect(await module.openToken(key, meter, '49038946387998315635')).toBeUndefined();
      await expect(module.openToken(key, meter, '99999999999999999999')).rejects.toMatchObject({ code: 'key-management.token_format' });
    });
  });
}
