import { timingSafeEqual } from 'node:crypto';
import { decoderKeyDerivation } from '@openprepay/sts/keys';
import { KeyManagementError } from '../../key-management-error.js';
import type { KeyStore, OpenKey } from '../key-store.js';
import type { KeyHandle, MeterParameters, ModuleSignature, SealedComponent, VendingKeyLabel, WrappedKey } from '../security-module.js';
import { derivationOf, type SoftwareKeyStore } from '../software-key-store.js';
import { type Bound, boundOctets } from '../wrapping.js';
import { CKA, CKK, type Handle } from './library.js';
import { decrypt, encryptBlock, encrypt, hmac, random } from './token-operations.js';
import { testToken } from './test-token.js';
import type { OpenToken } from './open-token.js';
import { KEPT, keyById, type TokenSession } from './token-session.js';

/** Changes when the layout or the bound fields do. */
const FORMAT = 'openprepay-token-key-1';
const SIGNED_PURPOSE = 'openprepay-signed-text-1';
const OBJECT_ID_OCTETS = 16;
const TAG_OCTETS = 32;
const BLOCK_OCTETS = 16;
const DES_OCTETS = 8;
/** A key of HMAC is filled up with zeros: it stays the same key, and tokens that take no short ones take it. */
const HMAC_KEY_OCTETS = 32;
/** Two blocks hold any component; its length comes from its algorithm. */
const COMPONENT_OCTETS = 32;
const COMPONENT_LENGTH = { DKGA02: 8, DKGA04: 20 } as const;

/**
 * Keys in a token. A vending key is an object of it, sensitive and not extractable; the database holds the object's id, bound by
 * the token to what the key is for. DKGA04 is one HMAC of the token. DKGA02 is DES of the token, and its last step, which takes in the
 * key itself, is a block of the database that the token decrypts: the value that comes out is the decoder key.
 */
export class TokenKeyStore implements KeyStore {
  readonly kind = 'pkcs11';

  constructor(
    private readonly session: TokenSession,
    /** Opens what was sealed before there was a token. */
    private readonly older: SoftwareKeyStore | undefined,
  ) {}

  keep(bound: Bound, value: Uint8Array): WrappedKey {
    return this.session.run((token) => {
      const body = bound.kind === 'vending-key' ? createKey(token, bound.label, value) : sealComponent(token, value);
      return { masterKeyId: token.id, bytes: Buffer.concat([body, tagOf(token, bound, body)]) };
    });
  }

  openComponent(label: VendingKeyLabel, component: SealedComponent): Uint8Array {
    return this.session.run((token) => {
      const { position, wrapped } = component;
      if (wrapped.masterKeyId !== token.id) return this.olderOf(wrapped.masterKeyId).openComponent(label, component);
      const body = this.bodyOf(token, { label, kind: `component-${position}` }, wrapped);
      const opened = decrypt(token, { iv: body.subarray(0, BLOCK_OCTETS), data: body.subarray(BLOCK_OCTETS) });
      return opened.subarray(0, COMPONENT_LENGTH[label.decoderKeyAlgorithm]);
    });
  }

  openKey(key: KeyHandle): OpenKey {
    return this.session.run((token) => {
      const { label, wrapped } = key;
      if (wrapped.masterKeyId !== token.id) return this.olderOf(wrapped.masterKeyId).openKey(key);
      const body = this.bodyOf(token, { label, kind: 'vending-key' }, wrapped);
      const id = body.subarray(0, OBJECT_ID_OCTETS);
      requireObject(token, id);
      return {
        // The session may have been lost since, and with it the handle.
        decoderKeyOf: (meter) =>
          this.session.run((now) => derive(now, { handle: requireObject(now, id), label, meter, mask: body.subarray(OBJECT_ID_OCTETS) })),
        close: () => undefined,
      };
    });
  }

  rewrap(key: KeyHandle): WrappedKey {
    const { label, wrapped } = key;
    if (this.session.run(({ id }) => id) === wrapped.masterKeyId) return wrapped;
    const bound = { label, kind: 'vending-key' } as const;
    const value = this.olderOf(wrapped.masterKeyId).valueOf(bound, wrapped);
    try {
      return this.keep(bound, value);
    } finally {
      value.fill(0);
    }
  }

  sign(text: string): ModuleSignature {
    return this.session.run((token) => ({ masterKeyId: token.id, signature: signatureOf(token, text).toString('hex') }));
  }

  isSigned(text: string, signature: ModuleSignature): 'genuine' | 'forged' | 'unknown-key' {
    return this.session.run((token) => {
      if (signature.masterKeyId !== token.id) return this.older?.isSigned(text, signature) ?? 'unknown-key';
      const given = Buffer.from(signature.signature, 'hex');
      const expected = signatureOf(token, text);
      return given.length === expected.length && timingSafeEqual(given, expected) ? 'genuine' : 'forged';
    });
  }

  masterKeyIds(): readonly [string, ...string[]] {
    return [this.session.run((token) => token.id), ...(this.older?.masterKeyIds() ?? [])];
  }

  randomOctets(count: number): Uint8Array {
    return this.session.run((token) => random(token, count));
  }

  test(): void {
    this.session.run(testToken);
  }

  private olderOf(masterKeyId: string): SoftwareKeyStore {
    // Not a refusal of the request: the installation lacks a secret, and the start-up check has let it through.
    if (!this.older) throw new Error(`master key ${masterKeyId} is not loaded`);
    return this.older;
  }

  private bodyOf(token: OpenToken, bound: Bound, { bytes }: WrappedKey): Buffer {
    const whole = Buffer.from(bytes);
    if (whole.length < OBJECT_ID_OCTETS + TAG_OCTETS) throw invalid();
    const body = whole.subarray(0, whole.length - TAG_OCTETS);
    if (!timingSafeEqual(tagOf(token, bound, body), whole.subarray(body.length))) throw invalid();
    return body;
  }
}

/** @returns the new object's id, and for a DES key what the last step of DKGA02 takes */
function createKey(token: OpenToken, label: VendingKeyLabel, value: Uint8Array): Buffer {
  const isDes = label.decoderKeyAlgorithm === 'DKGA02';
  const id = random(token, OBJECT_ID_OCTETS);
  const stored = isDes ? Buffer.concat([value, value, value]) : Buffer.concat([value], HMAC_KEY_OCTETS);
  const masked = isDes ? Buffer.concat([value, random(token, BLOCK_OCTETS - DES_OCTETS)]) : Buffer.alloc(0);
  try {
    token.library.C_CreateObject(token.session, [
      ...KEPT,
      { type: CKA.KEY_TYPE, value: isDes ? CKK.DES3 : CKK.GENERIC_SECRET },
      { type: isDes ? CKA.ENCRYPT : CKA.SIGN, value: true },
      { type: CKA.ID, value: id },
      {
        type: CKA.LABEL,
        value: `openprepay ${label.utility} ${label.supplyGroupCode}/${label.keyType}/${label.keyRevision} ${label.vendingKeyId}`,
      },
      { type: CKA.VALUE, value: stored },
    ]);
    return isDes ? Buffer.concat([id, encrypt(token, { iv: Buffer.alloc(BLOCK_OCTETS), data: masked })]) : id;
  } finally {
    stored.fill(0);
    masked.fill(0);
  }
}

function sealComponent(token: OpenToken, value: Uint8Array): Buffer {
  const iv = random(token, BLOCK_OCTETS);
  const padded = Buffer.concat([value], COMPONENT_OCTETS);
  try {
    return Buffer.concat([iv, encrypt(token, { iv, data: padded })]);
  } finally {
    padded.fill(0);
  }
}

interface Derivation {
  readonly handle: Handle;
  readonly label: VendingKeyLabel;
  readonly meter: MeterParameters;
  readonly mask: Buffer;
}

function derive(token: OpenToken, { handle, label, meter, mask }: Derivation): Uint8Array {
  const derivation = decoderKeyDerivation(derivationOf(label, meter));
  if (derivation.algorithm === 'DKGA04') {
    const digest = hmac(token, handle, Buffer.from(derivation.message));
    const decoderKey = Uint8Array.from(digest.subarray(0, derivation.octets));
    digest.fill(0);
    return decoderKey;
  }
  // Decrypting by CBC ends with an exclusive-or with the vector: the block that is decrypted is the vending key.
  const vector = Buffer.alloc(BLOCK_OCTETS);
  encryptBlock(token, handle, Buffer.from(derivation.block)).forEach((octet, index) => (vector[index] = octet ^ derivation.block[index]!));
  const opened = decrypt(token, { iv: vector, data: mask });
  const decoderKey = Uint8Array.from(opened.subarray(0, DES_OCTETS));
  opened.fill(0);
  return decoderKey;
}

function requireObject(token: OpenToken, id: Buffer): Handle {
  const handle = keyById(token, id);
  if (!handle) throw invalid('the token has no such key any more');
  return handle;
}

const tagOf = (token: OpenToken, bound: Bound, body: Buffer): Buffer =>
  hmac(token, token.bindingKey, Buffer.concat([boundOctets(FORMAT, token.id, bound), body]));

const signatureOf = (token: OpenToken, text: string): Buffer =>
  hmac(token, token.bindingKey, Buffer.concat([Buffer.from(SIGNED_PURPOSE), Buffer.of(0), Buffer.from(text)]));

const invalid = (message = 'the stored key has been altered, or belongs to another'): KeyManagementError =>
  new KeyManagementError('key-management.wrapped_key_invalid', message);
