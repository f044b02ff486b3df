import { CKM, type Handle } from './library.js';
import type { OpenToken } from './open-token.js';

const HMAC_OCTETS = 32;

/** HMAC-SHA-256 by a key of the token. */
export function hmac({ library, session }: Pick<OpenToken, 'library' | 'session'>, key: Handle, data: Buffer): Buffer {
  library.C_SignInit(session, { mechanism: CKM.SHA256_HMAC }, key);
  return library.C_Sign(session, data, Buffer.alloc(HMAC_OCTETS));
}

/** One block by a key of triple DES; where its three keys are one, that is DES. */
export function encryptBlock({ library, session }: OpenToken, key: Handle, block: Buffer): Buffer {
  library.C_EncryptInit(session, { mechanism: CKM.DES3_ECB }, key);
  return library.C_Encrypt(session, block, Buffer.alloc(block.length));
}

interface Blocks {
  readonly iv: Buffer;
  /** Whole blocks. */
  readonly data: Buffer;
}

/** AES-256-CBC by the vault's own key. */
export function encrypt({ library, session, sealingKey }: OpenToken, { iv, data }: Blocks): Buffer {
  library.C_EncryptInit(session, { mechanism: CKM.AES_CBC, parameter: iv }, sealingKey);
  return library.C_Encrypt(session, data, Buffer.alloc(data.length));
}

export function decrypt({ library, session, sealingKey }: OpenToken, { iv, data }: Blocks): Buffer {
  library.C_DecryptInit(session, { mechanism: CKM.AES_CBC, parameter: iv }, sealingKey);
  return library.C_Decrypt(session, data, Buffer.alloc(data.length));
}

/** The token's own randomness. */
export const random = ({ library, session }: OpenToken, count: number): Buffer => library.C_GenerateRandom(session, Buffer.alloc(count));
