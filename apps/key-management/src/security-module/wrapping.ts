import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { KeyManagementError } from '../key-management-error.js';
import type { MasterKey } from './master-key.js';
import type { VendingKeyLabel, WrappedKey } from './security-module.js';

const CIPHER = 'aes-256-gcm';
const NONCE_OCTETS = 12;
const TAG_OCTETS = 16;
/** Changes when the layout or the bound fields do: bytes of another layout then fail to open instead of being misread. */
const FORMAT = 'openprepay-wrapped-key-1';

/** What lies in the bytes: the key itself, or the component at a position. */
export type WrappedKind = 'vending-key' | `component-${number}`;

/** Seals a value under a master key, bound to what it is a key of. Layout: nonce, ciphertext, tag. */
export function wrap(masterKey: MasterKey, bound: Bound, value: Uint8Array): WrappedKey {
  const nonce = randomBytes(NONCE_OCTETS);
  const cipher = createCipheriv(CIPHER, masterKey.secret, nonce, { authTagLength: TAG_OCTETS });
  cipher.setAAD(boundOctets(FORMAT, masterKey.id, bound));
  const bytes = Buffer.concat([nonce, cipher.update(value), cipher.final(), cipher.getAuthTag()]);
  return { masterKeyId: masterKey.id, bytes };
}

/**
 * Opens sealed bytes.
 *
 * @returns the value; the caller overwrites it after use
 * @throws {KeyManagementError} `key-management.wrapped_key_invalid` where a bit, or what it is bound to, has changed
 */
export function unwrap(masterKey: MasterKey, bound: Bound, wrapped: WrappedKey): Uint8Array {
  const { bytes } = wrapped;
  if (bytes.length <= NONCE_OCTETS + TAG_OCTETS) throw invalid();
  const decipher = createDecipheriv(CIPHER, masterKey.secret, bytes.subarray(0, NONCE_OCTETS), { authTagLength: TAG_OCTETS });
  decipher.setAAD(boundOctets(FORMAT, masterKey.id, bound));
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_OCTETS));
  const value = decipher.update(bytes.subarray(NONCE_OCTETS, bytes.length - TAG_OCTETS));
  try {
    decipher.final();
  } catch (cause) {
    value.fill(0);
    throw invalid(cause);
  }
  return value;
}

export interface Bound {
  readonly label: VendingKeyLabel;
  readonly kind: WrappedKind;
}

/** Each field with its length before it, so that no two sets of fields give the same octets. */
export function boundOctets(format: string, masterKeyId: string, { label, kind }: Bound): Buffer {
  const fields = [
    format,
    masterKeyId,
    kind,
    label.utility,
    label.vendingKeyId,
    label.supplyGroupCode,
    String(label.keyType),
    String(label.keyRevision),
    String(label.keyExpiry),
    String(label.baseDate),
    label.decoderKeyAlgorithm,
  ];
  return Buffer.concat(
    fields.flatMap((field) => {
      const octets = Buffer.from(field, 'utf8');
      return [Buffer.of(octets.length >> 8, octets.length & 0xff), octets];
    }),
  );
}

function invalid(cause?: unknown): KeyManagementError {
  return new KeyManagementError('key-management.wrapped_key_invalid', 'the stored key has been altered, or belongs to another', { cause });
}
