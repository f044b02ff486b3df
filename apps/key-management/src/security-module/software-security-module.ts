import {
  type StaTables,
  type TokenCipher,
  StsError,
  decodeToken,
  encodeKeyChangeSet,
  encodeToken,
  prepareCipher,
  wipeCipher,
} from '@openprepay/sts';
import { combineComponents, deriveDecoderKey, keyCheckValue, vendingKeyLength, withOddParity } from '@openprepay/sts/keys';
import { KeyManagementError } from '../key-management-error.js';
import { checkVendingKey, parseComponent } from './key-rules.js';
import type { MasterKey, MasterKeys } from './master-key.js';
import type {
  KeyChangeSetRequest,
  KeyHandle,
  MeterTokens,
  MeterParameters,
  ModuleSignature,
  OpenedToken,
  SealedComponent,
  SealedKey,
  SecurityModule,
  VendingKeyLabel,
  WrappedKey,
} from './security-module.js';
import { isSignedText, signText } from './signing.js';
import { tokenFields } from './token-fields.js';
import { readOpenedToken } from './opened-token.js';
import { type Bound, unwrap, wrap } from './wrapping.js';

/** The RND field of a token has four bits. */
const RND_MASK = 0x0f;
/** A random key is weak about once in 2^52 times; a source that makes one this often is broken. */
const MAX_GENERATION_TRIES = 4;

export interface SoftwareSecurityModuleOptions {
  readonly masterKeys: MasterKeys;
  /** Licensed tables for EA07; the standard's sample tables, which no field meter uses, unless given. */
  readonly staTables?: StaTables | undefined;
  /** Octets nobody can foretell. */
  readonly randomOctets: (count: number) => Uint8Array;
}

/** All that a decoder key is derived from. */
interface DecoderKeyInput {
  readonly label: VendingKeyLabel;
  readonly vendingKey: Uint8Array;
  readonly meter: MeterParameters;
}

/**
 * The security module in software: keys sealed by AES-256-GCM under a master key. A vending key is opened for one
 * call, which may make thousands of tokens, and overwritten when the call ends; opening takes some 20 µs, so a
 * cache of open keys would save nothing worth keeping them in memory for.
 */
export class SoftwareSecurityModule implements SecurityModule {
  readonly masterKeyIds: readonly [string, ...string[]];
  readonly usesSampleTables: boolean;

  constructor(private readonly options: SoftwareSecurityModuleOptions) {
    const [current, ...others] = options.masterKeys;
    this.masterKeyIds = [current.id, ...others.map((key) => key.id)];
    this.usesSampleTables = options.staTables === undefined;
  }

  async importComponent(label: VendingKeyLabel, position: number, componentHex: string): Promise<SealedKey> {
    const component = parseComponent(label.decoderKeyAlgorithm, componentHex);
    try {
      return this.seal({ label, kind: `component-${position}` }, component);
    } finally {
      component.fill(0);
    }
  }

  async combine(label: VendingKeyLabel, components: readonly SealedComponent[]): Promise<SealedKey> {
    const opened: Uint8Array[] = [];
    let key: Uint8Array | undefined;
    try {
      for (const { position, wrapped } of components) opened.push(this.open({ label, kind: `component-${position}` }, wrapped));
      key = combineComponents(opened);
      checkVendingKey(label.decoderKeyAlgorithm, key);
      return this.seal({ label, kind: 'vending-key' }, key);
    } finally {
      for (const component of opened) component.fill(0);
      key?.fill(0);
    }
  }

  async generate(label: VendingKeyLabel): Promise<SealedKey> {
    const key = this.randomKey(label);
    try {
      return this.seal({ label, kind: 'vending-key' }, key);
    } finally {
      key.fill(0);
    }
  }

  async issueTokens(key: KeyHandle, meters: readonly MeterTokens[]): Promise<readonly (readonly string[])[]> {
    const vendingKey = this.openVendingKey(key);
    try {
      return meters.map(({ meter, tokens }) =>
        this.withCipher({ label: key.label, vendingKey, meter }, (cipher) => {
          const random = this.options.randomOctets(tokens.length);
          return tokens.map((token, index) => encodeToken(tokenFields(token, random[index]! & RND_MASK), cipher));
        }),
      );
    } finally {
      vendingKey.fill(0);
    }
  }

  async issueKeyChangeSet({
    from,
    to,
    meterPan,
    encryptionAlgorithm,
    tariffIndex,
    rollover,
  }: KeyChangeSetRequest): Promise<readonly string[]> {
    const secrets: Uint8Array[] = [];
    try {
      const [current, next] = [this.openVendingKey(from), this.openVendingKey(to)];
      secrets.push(current, next);
      const becoming = { meterPan, encryptionAlgorithm, tariffIndex: tariffIndex.to };
      const newDecoderKey = decoderKeyOf({ label: to.label, vendingKey: next, meter: becoming });
      secrets.push(newDecoderKey);
      const { keyType, keyRevision, keyExpiry, supplyGroupCode } = to.label;
      const change = { currentKeyType: from.label.keyType, keyType, keyRevision, keyExpiry, supplyGroupCode };
      return this.withCipher({ label: from.label, vendingKey: current, meter: { ...becoming, tariffIndex: tariffIndex.from } }, (cipher) =>
        encodeKeyChangeSet({ ...change, newDecoderKey, tariffIndex: tariffIndex.to, rollover }, cipher),
      );
    } finally {
      for (const secret of secrets) secret.fill(0);
    }
  }

  async openToken(key: KeyHandle, meter: MeterParameters, token: string): Promise<OpenedToken | undefined> {
    const vendingKey = this.openVendingKey(key);
    try {
      return this.withCipher({ label: key.label, vendingKey, meter }, (cipher) => readOpenedToken(decodeToken(token, cipher)));
    } catch (error) {
      if (!(error instanceof StsError)) throw error;
      if (error.code === 'sts.token_format') throw new KeyManagementError('key-management.token_format', error.message);
      if (error.code === 'sts.token_crc' || error.code === 'sts.token_class_reserved') return undefined;
      throw error;
    } finally {
      vendingKey.fill(0);
    }
  }

  async rewrap(key: KeyHandle): Promise<WrappedKey> {
    const vendingKey = this.openVendingKey(key);
    try {
      return wrap(this.options.masterKeys[0], { label: key.label, kind: 'vending-key' }, vendingKey);
    } finally {
      vendingKey.fill(0);
    }
  }

  async sign(text: string): Promise<ModuleSignature> {
    const [current] = this.options.masterKeys;
    return { masterKeyId: current.id, signature: signText(current, text) };
  }

  async isSigned(text: string, { masterKeyId, signature }: ModuleSignature): Promise<'genuine' | 'forged' | 'unknown-key'> {
    const key = this.options.masterKeys.find(({ id }) => id === masterKeyId);
    if (!key) return 'unknown-key';
    return isSignedText(key, text, signature) ? 'genuine' : 'forged';
  }

  private randomKey(label: VendingKeyLabel): Uint8Array {
    const { decoderKeyAlgorithm } = label;
    for (let attempt = 1; ; attempt++) {
      const random = this.options.randomOctets(vendingKeyLength(decoderKeyAlgorithm));
      // A copy: a Buffer's own slice would share the octets that are overwritten next.
      const key = decoderKeyAlgorithm === 'DKGA02' ? withOddParity(random) : Uint8Array.from(random);
      random.fill(0);
      try {
        checkVendingKey(decoderKeyAlgorithm, key);
        return key;
      } catch (error) {
        key.fill(0);
        if (attempt >= MAX_GENERATION_TRIES) throw error;
      }
    }
  }

  private withCipher<T>(input: DecoderKeyInput, work: (cipher: TokenCipher) => T): T {
    const { meter } = input;
    const decoderKey = decoderKeyOf(input);
    let cipher: TokenCipher | undefined;
    try {
      cipher = prepareCipher({ algorithm: meter.encryptionAlgorithm, decoderKey, tables: this.options.staTables });
      return work(cipher);
    } finally {
      if (cipher) wipeCipher(cipher);
      decoderKey.fill(0);
    }
  }

  private seal(bound: Bound, value: Uint8Array): SealedKey {
    return {
      wrapped: wrap(this.options.masterKeys[0], bound, value),
      kcv: keyCheckValue(bound.label.decoderKeyAlgorithm, value),
    };
  }

  private openVendingKey({ label, wrapped }: KeyHandle): Uint8Array {
    return this.open({ label, kind: 'vending-key' }, wrapped);
  }

  private open(bound: Bound, wrapped: WrappedKey): Uint8Array {
    return unwrap(this.masterKey(wrapped.masterKeyId), bound, wrapped);
  }

  private masterKey(id: string): MasterKey {
    const found = this.options.masterKeys.find((key) => key.id === id);
    // Not a refusal of the request: the installation lacks a secret, and the start-up check has let it through.
    if (!found) throw new Error(`master key ${id} is not loaded`);
    return found;
  }
}

const decoderKeyOf = ({ label, vendingKey, meter }: DecoderKeyInput): Uint8Array =>
  deriveDecoderKey({
    algorithm: label.decoderKeyAlgorithm,
    vendingKey,
    meterPan: meter.meterPan,
    keyType: label.keyType,
    supplyGroupCode: label.supplyGroupCode,
    tariffIndex: meter.tariffIndex,
    keyRevision: label.keyRevision,
    baseDate: label.baseDate,
    encryptionAlgorithm: meter.encryptionAlgorithm,
  });
