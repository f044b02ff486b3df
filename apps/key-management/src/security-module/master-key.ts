import { createHash } from 'node:crypto';

export const MASTER_KEY_OCTETS = 32;

const HEX = /^[0-9a-f]{64}$/i;
const BASE64 = /^[A-Za-z0-9+/]{43}=?$/;
const ID_PURPOSE = 'openprepay-master-key-id';
const ID_DIGITS = 16;

/** The key that seals all others. Its id says which one is needed, and tells nothing about it. */
export interface MasterKey {
  readonly id: string;
  readonly secret: Uint8Array;
}

/** The first seals; all of them open, so that the master key can be changed without an outage. */
export type MasterKeys = readonly [MasterKey, ...MasterKey[]];

/** Names a master key by a digest of it. @param secret 32 octets */
export function masterKeyOf(secret: Uint8Array): MasterKey {
  if (secret.length !== MASTER_KEY_OCTETS) throw new RangeError(`a master key has ${MASTER_KEY_OCTETS} octets`);
  const id = createHash('sha256').update(ID_PURPOSE).update(secret).digest('hex').slice(0, ID_DIGITS);
  return { id, secret };
}

/**
 * Reads a master key file: one key a line, 64 hexadecimal digits or 32 octets in base64. The first line is the
 * current key, the others still open what they have sealed.
 *
 * @throws {RangeError} for anything else; the message does not repeat the line
 */
export function parseMasterKeys(text: string): MasterKeys {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const [first, ...others] = lines.map((line, index) => masterKeyOf(parseSecret(line, index + 1)));
  if (!first) throw new RangeError('the master key file is empty');
  return [first, ...others];
}

function parseSecret(line: string, number: number): Uint8Array {
  if (HEX.test(line)) return Buffer.from(line, 'hex');
  if (BASE64.test(line)) return Buffer.from(line, 'base64');
  throw new RangeError(`line ${number} of the master key file is not 32 octets in hexadecimal or base64`);
}
