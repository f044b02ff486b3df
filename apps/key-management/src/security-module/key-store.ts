import type { Bound } from './wrapping.js';
import type { KeyHandle, MeterParameters, ModuleSignature, SealedComponent, VendingKeyLabel, WrappedKey } from './security-module.js';

/** A vending key that is open for one call. */
export interface OpenKey {
  /** @returns a meter's decoder key; the caller overwrites it. @throws {StsError} for what is not derived */
  decoderKeyOf(meter: MeterParameters): Uint8Array;
  close(): void;
}

/**
 * What holds key values: the half of a security module in which software and hardware differ. It is used by the one process
 * that it belongs to, so it answers at once.
 */
export interface KeyStore {
  readonly kind: 'software' | 'pkcs11';

  /** Keeps a value that is bound to what it is of. The caller overwrites it. */
  keep(bound: Bound, value: Uint8Array): WrappedKey;

  /** @returns the component; the caller overwrites it. @throws {KeyManagementError} `…wrapped_key_invalid` */
  openComponent(label: VendingKeyLabel, component: SealedComponent): Uint8Array;

  /** @throws {KeyManagementError} `…wrapped_key_invalid` */
  openKey(key: KeyHandle): OpenKey;

  /** Keeps the same key as the store keeps keys now. @throws {KeyManagementError} `…wrapped_key_invalid` */
  rewrap(key: KeyHandle): WrappedKey;

  sign(text: string): ModuleSignature;

  isSigned(text: string, signature: ModuleSignature): 'genuine' | 'forged' | 'unknown-key';

  /** The first is the one that it keeps keys by. */
  masterKeyIds(): readonly [string, ...string[]];

  /** Octets nobody can foretell. */
  randomOctets(count: number): Uint8Array;

  /** Does what issuing takes, and compares with what must come out. @throws where it does not */
  test(): void;
}
