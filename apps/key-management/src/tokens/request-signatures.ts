import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ReceivedEvent } from '@openprepay/contracts/event';
import { type SignedEvent, signedText } from '@openprepay/contracts/signed-request';
import { KeyManagementError } from '../key-management-error.js';

const PEM = /-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g;

export interface SignatureSettings {
  /** Ed25519 public keys as PEM (SPKI), one after the other: any of them serves. Undefined where requests need no signature. */
  readonly publicKeyFile: string | undefined;
}

/** Who may ask for tokens: whoever has the key that belongs to one of these. What stands on the bus is not enough. */
export class RequestSignatures {
  constructor(private readonly keys: readonly KeyObject[] | undefined) {}

  /** @throws {Error} where the file is not there, or has another kind of key, or none */
  static open({ publicKeyFile }: SignatureSettings): RequestSignatures {
    if (publicKeyFile === undefined) return new RequestSignatures(undefined);
    const keys = (readFileSync(publicKeyFile, 'utf8').match(PEM) ?? []).map((pem) => createPublicKey(pem));
    if (keys.length === 0 || keys.some(({ asymmetricKeyType }) => asymmetricKeyType !== 'ed25519')) {
      throw new Error(`${publicKeyFile} has to hold Ed25519 public keys as PEM, and nothing else`);
    }
    return new RequestSignatures(keys);
  }

  /** @throws {KeyManagementError} `key-management.request_not_signed` where one of them is not, or says something else than what was signed */
  require<Definition extends SignedEvent>(definition: Definition, events: readonly ReceivedEvent<Definition>[]): void {
    const { keys } = this;
    if (!keys) return;
    for (const event of events) {
      if (isSigned(keys, definition, event)) continue;
      throw new KeyManagementError('key-management.request_not_signed', 'nobody who may ask the vault has signed this request');
    }
  }
}

function isSigned<Definition extends SignedEvent>(
  keys: readonly KeyObject[],
  definition: Definition,
  { utility, data }: ReceivedEvent<Definition>,
): boolean {
  const { signature } = data;
  if (signature === undefined) return false;
  const text = Buffer.from(signedText(definition, utility, data));
  return keys.some((key) => verify(null, text, key, Buffer.from(signature, 'base64url')));
}
