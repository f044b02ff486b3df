import { deriveDecoderKey } from '@openprepay/sts/keys';
import type { KeyStore, OpenKey } from './key-store.js';
import type { MasterKey, MasterKeys } from './master-key.js';
import type { KeyHandle, MeterParameters, ModuleSignature, SealedComponent, VendingKeyLabel, WrappedKey } from './security-module.js';
import { isSignedText, signText } from './signing.js';
import { type Bound, unwrap, wrap } from './wrapping.js';

export interface SoftwareKeyStoreOptions {
  readonly masterKeys: MasterKeys;
  /** Octets nobody can foretell. */
  readonly randomOctets: (count: number) => Uint8Array;
}

/** A text that is signed and seen to be genuine: the key that it takes is there. */
const TEST_TEXT = 'self-test';

/**
 * Keys sealed by AES-256-GCM under a master key. A vending key is opened for one call, which may make thousands of tokens, and
 * overwritten when the call ends; opening takes some 20 µs, so a cache of open keys would save nothing worth keeping them in
 * memory for.
 */
export class SoftwareKeyStore implements KeyStore {
  readonly kind = 'software';

  constructor(private readonly options: SoftwareKeyStoreOptions) {}

  keep(bound: Bound, value: Uint8Array): WrappedKey {
    return wrap(this.options.masterKeys[0], bound, value);
  }

  openComponent(label: VendingKeyLabel, { position, wrapped }: SealedComponent): Uint8Array {
    return this.valueOf({ label, kind: `component-${position}` }, wrapped);
  }

  openKey({ label, wrapped }: KeyHandle): OpenKey {
    const vendingKey = this.valueOf({ label, kind: 'vending-key' }, wrapped);
    return {
      decoderKeyOf: (meter) => deriveDecoderKey({ vendingKey, ...derivationOf(label, meter) }),
      close: () => vendingKey.fill(0),
    };
  }

  rewrap({ label, wrapped }: KeyHandle): WrappedKey {
    const bound = { label, kind: 'vending-key' } as const;
    const vendingKey = this.valueOf(bound, wrapped);
    try {
      return this.keep(bound, vendingKey);
    } finally {
      vendingKey.fill(0);
    }
  }

  sign(text: string): ModuleSignature {
    const [current] = this.options.masterKeys;
    return { masterKeyId: current.id, signature: signText(current, text) };
  }

  isSigned(text: string, { masterKeyId, signature }: ModuleSignature): 'genuine' | 'forged' | 'unknown-key' {
    const key = this.options.masterKeys.find(({ id }) => id === masterKeyId);
    if (!key) return 'unknown-key';
    return isSignedText(key, text, signature) ? 'genuine' : 'forged';
  }

  masterKeyIds(): readonly [string, ...string[]] {
    const [current, ...others] = this.options.masterKeys;
    return [current.id, ...others.map(({ id }) => id)];
  }

  randomOctets(count: number): Uint8Array {
    return this.options.randomOctets(count);
  }

  test(): void {
    if (this.isSigned(TEST_TEXT, this.sign(TEST_TEXT)) !== 'genuine') throw new Error('the master key does not sign');
  }

  /** @returns what was sealed; the caller overwrites it. @throws {KeyManagementError} `…wrapped_key_invalid` */
  valueOf(bound: Bound, wrapped: WrappedKey): Uint8Array {
    return unwrap(this.masterKey(wrapped.masterKeyId), bound, wrapped);
  }

  private masterKey(id: string): MasterKey {
    const found = this.options.masterKeys.find((key) => key.id === id);
    // Not a refusal of the request: the installation lacks a secret, and the start-up check has let it through.
    if (!found) throw new Error(`master key ${id} is not loaded`);
    return found;
  }
}

/** All that a decoder key is derived from besides the vending key. */
export const derivationOf = (label: VendingKeyLabel, meter: MeterParameters) => ({
  algorithm: label.decoderKeyAlgorithm,
  meterPan: meter.meterPan,
  keyType: label.keyType,
  supplyGroupCode: label.supplyGroupCode,
  tariffIndex: meter.tariffIndex,
  keyRevision: label.keyRevision,
  baseDate: label.baseDate,
  encryptionAlgorithm: meter.encryptionAlgorithm,
});
