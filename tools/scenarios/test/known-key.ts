import { randomBytes } from 'node:crypto';
import type { SignedIn } from '@openprepay/standalone/gateway-client';
import type { BaseDate } from '@openprepay/sts';
import { combineComponents, withOddParity } from '@openprepay/sts/keys';

/** A vending key whose value whoever made it knows, as a maker of meters does. */
export interface KnownKey {
  readonly vendingKeyId: string;
  readonly vendingKey: Uint8Array;
}

export interface NewKey {
  readonly supplyGroupCode: string;
  readonly keyRevision: number;
  readonly keyExpiry?: number;
  readonly baseDate?: BaseDate;
}

const KEY_BYTES = { DKGA02: 8, DKGA04: 20 } as const;

/** A key as two custodians enter it. */
export async function enterKey(
  custodians: readonly [SignedIn, SignedIn],
  decoderKeyAlgorithm: keyof typeof KEY_BYTES,
  { supplyGroupCode, keyRevision, keyExpiry = 255, baseDate = 2014 }: NewKey,
): Promise<KnownKey> {
  const { body } = await custodians[0].keyManagement.createVendingKey({
    params: { supplyGroupCode },
    body: { keyType: 2, keyRevision, keyExpiry, baseDate, decoderKeyAlgorithm, components: 2 },
  });
  const random = randomBytes(KEY_BYTES[decoderKeyAlgorithm]);
  const vendingKey = decoderKeyAlgorithm === 'DKGA02' ? Buffer.from(withOddParity(random)) : random;
  const half = randomBytes(KEY_BYTES[decoderKeyAlgorithm]);
  const components = [half, Buffer.from(combineComponents([half, vendingKey]))];
  for (const [nth, custodian] of custodians.entries()) {
    const component = components[nth]!.toString('hex');
    await custodian.keyManagement.enterComponent({ params: { vendingKeyId: body.vendingKeyId }, body: { component } });
  }
  return { vendingKeyId: body.vendingKeyId, vendingKey };
}
