import { createHash, createPublicKey, hash, type KeyObject, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ReceivedEvent } from '@openprepay/contracts/event';
import { type JointlySignedEvent, signedText } from '@openprepay/contracts/signed-request';
import { textOfWay } from '@openprepay/contracts/signed-together';
import { BoundedMap } from '@openprepay/pace/bounded-map';
import { KeyManagementError } from '../key-management-error.js';

const PEM = /-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g;

export interface SignatureSettings {
  /** Ed25519 public keys as PEM (SPKI), one after the other: any of them serves. Undefined where requests need no signature. */
  readonly publicKeyFile: string | undefined;
}

/** Of a vault that asks nobody for a signature. */
const UNSIGNED = 'unsigned';
const REQUESTER_DIGITS = 16;
/** Signatures of requests that were signed together whose signer is remembered: those that go out together come together. */
const MAX_REMEMBERED_SIGNATURES = 1_000;

interface RequestKey {
  readonly key: KeyObject;
  /** How the answers name whoever has the private key. */
  readonly requester: string;
}

/** Who may ask for tokens: whoever has the key that belongs to one of these. What stands on the bus is not enough. */
export class RequestSignatures {
  /** Who has signed, by what was signed and its signature; only what was found right. */
  private readonly signers = new BoundedMap<string, RequestKey>(MAX_REMEMBERED_SIGNATURES);

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
  byRequester<Definition extends JointlySignedEvent>(
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
  require<Definition extends JointlySignedEvent>(definition: Definition, events: readonly ReceivedEvent<Definition>[]): void {
    this.byRequester(definition, events);
  }

  private requesterOf<Definition extends JointlySignedEvent>(definition: Definition, { utility, data }: ReceivedEvent<Definition>): string {
    if (!this.keys) return UNSIGNED;
    const { signature, signedWith } = data;
    if (signature !== undefined) {
      const text = signedText(definition, utility, data);
      const signer =
        signedWith === undefined ? this.signerOf(text, signature) : this.signerOfMany(textOfWay(text, signedWith, digestOf), signature);
      if (signer) return signer.requester;
    }
    throw new KeyManagementError('key-management.request_not_signed', 'nobody who may ask the vault has signed this request');
  }

  private signerOf(text: string, signature: string): RequestKey | undefined {
    const [said, sealed] = [Buffer.from(text), Buffer.from(signature, 'base64url')];
    return this.keys?.find(({ key }) => verify(null, said, key, sealed));
  }

  /** As `signerOf`: one signature of many is verified once. */
  private signerOfMany(text: string, signature: string): RequestKey | undefined {
    const name = `${signature} ${text}`;
    const known = this.signers.get(name);
    if (known) return known;
    const signer = this.signerOf(text, signature);
    if (signer) this.signers.set(name, signer);
    return signer;
  }
}

const digestOf = (text: string): string => hash('sha256', text, 'base64url');

const requesterOf = (key: KeyObject): string =>
  createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, REQUESTER_DIGITS);
