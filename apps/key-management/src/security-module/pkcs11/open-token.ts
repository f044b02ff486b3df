import type { Handle, Pkcs11Library } from './library.js';

/** A session that is open, and the two keys of the vault's own. */
export interface OpenToken {
  /** Names the token by a digest of its binding key, which tells nothing of it. */
  readonly id: string;
  readonly library: Pkcs11Library;
  readonly session: Handle;
  /** AES-256: seals what lies in the database. */
  readonly sealingKey: Handle;
  /** HMAC-SHA-256: binds what lies there to what it is of, and signs. */
  readonly bindingKey: Handle;
  /** Handles of vending keys by their ids, as long as the session lasts. */
  readonly found: Map<string, Handle>;
}
