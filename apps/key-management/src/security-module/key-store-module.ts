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
import { combineComponents, keyCheckValue, vendingKeyLength, withOddParity } from '@openprepay/sts/keys';
import { KeyManagementError } from '../key-management-error.js';
import { checkVendingKey, parseComponent } from './key-rules.js';
import type { KeyStore, OpenKey } from './key-store.js';
import { readOpenedToken } from './opened-token.js';
import type {
  ChangingMeter,
  KeyChangeSetsRequest,
  KeyHandle,
  MeterParameters,
  MeterTokens,
  ModuleSignature,
  OpenedToken,
  SealedComponent,
  SealedKey,
  SecurityModule,
  VendingKeyLabel,
  WrappedKey,
} from './security-module.js';
import { testTokens } from './test-tokens.js';
import { tokenFields } from './token-fields.js';
import type { Bound } from './wrapping.js';

/** The RND field of a token has four bits. */
const RND_MASK = 0x0f;
/** A random key is weak about once in 2^52 times; a source that makes one this often is broken. */
const MAX_GENERATION_TRIES = 4;

export interface KeyStoreModuleOptions {
  /** Licensed tables for EA07; the standard's sample tables, which no field meter uses, unless given. */
  readonly staTables?: StaTables | undefined;
}

/** The keys of a key change, open, and what their labels say. */
interface ChangeOfKeys {
  readonly from: VendingKeyLabel;
  readonly to: VendingKeyLabel;
  readonly current: OpenKey;
  readonly next: OpenKey;
}

/** A security module over whatever holds its keys: the work that needs one, each key open no longer than one call. */
export class KeyStoreModule implements SecurityModule {
  readonly kind: SecurityModule['kind'];
  readonly usesSampleTables: boolean;

  constructor(
    private readonly store: KeyStore,
    private readonly tables: KeyStoreModuleOptions,
  ) {
    this.kind = store.kind;
    this.usesSampleTables = tables.staTables === undefined;
  }

  async importComponent(label: VendingKeyLabel, position: number, componentHex: string): Promise<SealedKey> {
    const component = parseComponent(label.decoderKeyAlgorithm, componentHex);
    try {
      return this.keep({ label, kind: `component-${position}` }, component);
    } finally {
      component.fill(0);
    }
  }

  async combine(label: VendingKeyLabel, components: readonly SealedComponent[]): Promise<SealedKey> {
    const opened: Uint8Array[] = [];
    let key: Uint8Array | undefined;
    try {
      for (const component of components) opened.push(this.store.openComponent(label, component));
      key = combineComponents(opened);
      checkVendingKey(label.decoderKeyAlgorithm, key);
      return this.keep({ label, kind: 'vending-key' }, key);
    } finally {
      for (const component of opened) component.fill(0);
      key?.fill(0);
    }
  }

  async generate(label: VendingKeyLabel): Promise<SealedKey> {
    const key = this.randomKey(label);
    try {
      return this.keep({ label, kind: 'vending-key' }, key);
    } finally {
      key.fill(0);
    }
  }

  async issueTokens(key: KeyHandle, meters: readonly MeterTokens[]): Promise<readonly (readonly string[])[]> {
    const open = this.store.openKey(key);
    try {
      return meters.map(({ meter, tokens }) =>
        this.withCipher(open, meter, (cipher) => {
          const random = this.store.randomOctets(tokens.length);
          return tokens.map((token, index) => encodeToken(tokenFields(token, random[index]! & RND_MASK), cipher));
        }),
      );
    } finally {
      open.close();
    }
  }

  async issueKeyChangeSets({ from, to, meters }: KeyChangeSetsRequest): Promise<readonly (readonly string[])[]> {
    const opened: OpenKey[] = [];
    try {
      const [current, next] = [this.store.openKey(from), this.store.openKey(to)];
      opened.push(current, next);
      return meters.map((meter) => this.keyChangeSet({ from: from.label, to: to.label, current, next }, meter));
    } finally {
      for (const key of opened) key.close();
    }
  }

  async openToken(key: KeyHandle, meter: MeterParameters, token: string): Promise<OpenedToken | undefined> {
    const open = this.store.openKey(key);
    try {
      return this.withCipher(open, meter, (cipher) => readOpenedToken(decodeToken(token, cipher)));
    } catch (error) {
      if (!(error instanceof StsError)) throw error;
      if (error.code === 'sts.token_format') throw new KeyManagementError('key-management.token_format', error.message);
      if (error.code === 'sts.token_crc' || error.code === 'sts.token_class_reserved') return undefined;
      throw error;
    } finally {
      open.close();
    }
  }

  async rewrap(key: KeyHandle): Promise<WrappedKey> {
    return this.store.rewrap(key);
  }

  async sign(text: string): Promise<ModuleSignature> {
    return this.store.sign(text);
  }

  async isSigned(text: string, signature: ModuleSignature): Promise<'genuine' | 'forged' | 'unknown-key'> {
    return this.store.isSigned(text, signature);
  }

  async masterKeyIds(): Promise<readonly [string, ...string[]]> {
    return this.store.masterKeyIds();
  }

  async selfTest(): Promise<void> {
    this.store.test();
    testTokens(this.tables.staTables);
  }

  private keyChangeSet({ from, to, current, next }: ChangeOfKeys, meter: ChangingMeter) {
    const { meterPan, encryptionAlgorithm, tariffIndex, rollover, includeSupplyGroup } = meter;
    const becoming = { meterPan, encryptionAlgorithm, tariffIndex: tariffIndex.to };
    const newDecoderKey = next.decoderKeyOf(becoming);
    try {
      const { keyType, keyRevision, keyExpiry, supplyGroupCode } = to;
      const change = { currentKeyType: from.keyType, keyType, keyRevision, keyExpiry, supplyGroupCode };
      return this.withCipher(current, { ...becoming, tariffIndex: tariffIndex.from }, (cipher) =>
        encodeKeyChangeSet({ ...change, newDecoderKey, tariffIndex: tariffIndex.to, rollover, includeSupplyGroup }, cipher),
      );
    } finally {
      newDecoderKey.fill(0);
    }
  }

  private randomKey({ decoderKeyAlgorithm }: VendingKeyLabel): Uint8Array {
    for (let attempt = 1; ; attempt++) {
      const random = this.store.randomOctets(vendingKeyLength(decoderKeyAlgorithm));
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

  private withCipher<T>(key: OpenKey, meter: MeterParameters, work: (cipher: TokenCipher) => T): T {
    const decoderKey = key.decoderKeyOf(meter);
    let cipher: TokenCipher | undefined;
    try {
      cipher = prepareCipher({ algorithm: meter.encryptionAlgorithm, decoderKey, tables: this.tables.staTables });
      return work(cipher);
    } finally {
      if (cipher) wipeCipher(cipher);
      decoderKey.fill(0);
    }
  }

  private keep(bound: Bound, value: Uint8Array): SealedKey {
    return { wrapped: this.store.keep(bound, value), kcv: keyCheckValue(bound.label.decoderKeyAlgorithm, value) };
  }
}
