import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ReceivedEvent } from '@openprepay/contracts/event';
import { type SignedEvent, signedText } from '@openprepay/contracts/signed-request';
import { KeyManagementError } from '../key-management-error.js';

const PEM = /-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g;

export interface SignatureSettings {
  /** Ed25519 public keys as PEM (SPKI), one after the other: any of them serves. Undefined where requests need no signature. */
  readonly publicKeyFile: string | undefined;
}

/** Of a vault that asks nobody for a signature. */
const UNSIGNED = 'unsigned';
const REQUESTER_DIGITS = 16;

interface RequestKey {
  readonly key: KeyObject;
  /** How the answers name whoever has the private key. */
  readonly requester: string;
}

/** Who may ask for tokens: whoever has the key that belongs to one of these. What stands on the bus is not enough. */
export class RequestSignatures {
  constructor(private readonly keys: readonly RequestKey[] | undefined) {}

  /** @throws {Error} where the file is not there, or has another kind of key, or none */
  static open({ publicKeyFile }: SignatureSettings): RequestSignatures {
    if (publicKeyFile === undefined) return new RequestSignatures(undefined);
    const keys = (readFileSync(publicKeyFile, 'utf8').match(PEM) ?? []).map((pem) => createPublicKey(pem));
    if (keys.length === 0 || keys.some(({ asymmetricKeyType }) => asymmetricKeyType !== 'ed25519')) {
      throw new Error(`${publicKeyFile} has to hold Ed25519 public keys as PEM, and nothing else`);
    }
    return new RequestSignatures(keys.map((key) => ({ key, requester: requesterOf(key) })));
  }

  /**
   * Events by whoever has signed them, each in the order that it came in.
   * @throws {KeyManagementError} `key-management.request_not_signed` where one of them is not, or says something else than what was signed
   */
  byRequester<Definition extends SignedEvent>(
    definition: Definition,
    events: readonly ReceivedEvent<Definition>[],
  ): ReadonlyMap<string, readonly ReceivedEvent<Definition>[]> {
    const found = new Map<string, ReceivedEvent<Definition>[]>();
    for (const event of events) {
      const requester = this.requesterOf(definition, event);
      const others = found.get(requester);
      if (others) others.push(event);
      else found.set(requester, [event]);
    }
    return found;
  }

  /** @throws {KeyManagementError} as `byRequester` */
  require<Definition extends SignedEvent>(definition: Definition, events: readonly ReceivedEvent<Definition>[]): void {
    this.byRequester(definition, events);
  }

  private requesterOf<Definition extends SignedEvent>(definition: Definition, { utility, data }: ReceivedEvent<Definition>): string {
    if (!this.keys) return UNSIGNED;
    const { signature } = data;
    if (signature !== undefined) {
      const text = Buffer.from(signedText(definition, utility, data));
      const signer = this.keys.find(({ key }) => verify(null, text, key, Buffer.from(signature, 'base64url')));
      if (signer) return signer.requester;
    }
    throw new KeyManagementError('key-management.request_not_signed', 'nobody who may ask the vault has signed this request');
  }
}

const requesterOf = (key: KeyObject): string =>
  createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, REQUESTER_DIGITS);
