import type { BaseDate, Commodity, DecoderKeyAlgorithm, EncryptionAlgorithm } from '@openprepay/contracts/wire';
import type { ManagementKind } from '@openprepay/contracts/key-management';
import type { CreditTenths } from '@openprepay/quantities';

/** 1 default (VDDK), 2 unique (VUDK), 3 common (VCDK); a meter's initial key does not come from a vending key. */
export type VendingKeyType = 1 | 2 | 3;

/** What a vending key is for: decided when it is opened, and never changed. */
export interface VendingKeyAttributes {
  readonly supplyGroupCode: string;
  readonly keyType: VendingKeyType;
  readonly keyRevision: number;
  readonly keyExpiry: number;
  readonly baseDate: BaseDate;
  readonly decoderKeyAlgorithm: DecoderKeyAlgorithm;
}

/** What a vending key is, apart from its value; the wrapped bytes are bound to all of it. */
export interface VendingKeyLabel extends VendingKeyAttributes {
  readonly utility: string;
  readonly vendingKeyId: string;
}

/** A key that only the module can open, and the name of the master key that it needs for that. */
export interface WrappedKey {
  readonly masterKeyId: string;
  readonly bytes: Uint8Array;
}

/** A vending key as the module's callers hold it: a label and sealed bytes, never a value. */
export interface KeyHandle {
  readonly label: VendingKeyLabel;
  readonly wrapped: WrappedKey;
}

/** A key as it comes out of the module: sealed, with the check value that people compare. */
export interface SealedKey {
  readonly wrapped: WrappedKey;
  /** Six hexadecimal digits. */
  readonly kcv: string;
}

/** One custodian's part of a key; `position` (1..n) is bound to the bytes, so that no part can be counted twice. */
export interface SealedComponent {
  readonly position: number;
  readonly wrapped: WrappedKey;
}

/** What a decoder key is derived from besides the vending key and what its label says. */
export interface MeterParameters {
  readonly meterPan: string;
  readonly tariffIndex: string;
  readonly encryptionAlgorithm: EncryptionAlgorithm;
}

/** A credit token to be made; the identifier is the caller's, who keeps them apart per meter. */
export interface CreditRequest {
  readonly kind: 'credit';
  readonly commodity: Commodity;
  /** Tenths of the commodity's unit; the Amount field rounds up. */
  readonly amountTenths: CreditTenths;
  readonly tokenIdentifier: number;
}

/** A management token to be made. */
export interface ManagementRequest {
  readonly kind: ManagementKind;
  /** Watts, register, rate or factor; 0 of a kind that says nothing more. */
  readonly value: number;
  readonly tokenIdentifier: number;
}

/** All the tokens of one meter: its decoder key is derived once, used and wiped. */
export interface MeterTokens {
  readonly meter: MeterParameters;
  readonly tokens: readonly (CreditRequest | ManagementRequest)[];
}

/** Meters that leave one vending key for another: their sets are made under the one that they have. */
export interface KeyChangeSetsRequest {
  readonly from: KeyHandle;
  readonly to: KeyHandle;
  readonly meters: readonly ChangingMeter[];
}

export interface ChangingMeter {
  readonly meterPan: string;
  readonly encryptionAlgorithm: EncryptionAlgorithm;
  readonly tariffIndex: { readonly from: string; readonly to: string };
  /** Whether the base date moves on. */
  readonly rollover: boolean;
  /** Whether a 64-bit key's set tells the supply group, by a third token. */
  readonly includeSupplyGroup?: boolean | undefined;
}

/** What the module has signed, and the name of the master key that it was signed under. */
export interface ModuleSignature {
  readonly masterKeyId: string;
  /** 64 hexadecimal digits. */
  readonly signature: string;
}

/** What a token says, once its checksum has shown that this key made it. */
export interface OpenedToken {
  readonly tokenClass: number;
  readonly subClass: number;
  readonly kind: string;
  readonly tokenIdentifier: number | undefined;
  readonly commodity: Commodity | undefined;
  readonly amountTenths: CreditTenths | undefined;
  /** What a management token or a section of a key change tells the meter; undefined of others. Never a part of a key. */
  readonly parameters: Readonly<Record<string, string | number | boolean>> | undefined;
}

/**
 * Where keys live. No key value crosses this boundary in either direction but a component on its way in: callers
 * hold sealed bytes, and ask for the work that needs a key. The default is software; a certified hardware module
 * implements the same calls, which is why they are asynchronous and take a whole batch at once.
 */
export interface SecurityModule {
  /**
   * Seals one custodian's component.
   *
   * @throws {KeyManagementError} `…component_format`, `…component_length`, `…component_weak`
   */
  importComponent(label: VendingKeyLabel, position: number, componentHex: string): Promise<SealedKey>;

  /**
   * Joins the components and seals the key they make.
   *
   * @throws {KeyManagementError} `…key_weak`, `…key_parity`, `…wrapped_key_invalid`
   */
  combine(label: VendingKeyLabel, components: readonly SealedComponent[]): Promise<SealedKey>;

  /** Makes a key that nobody has ever seen. */
  generate(label: VendingKeyLabel): Promise<SealedKey>;

  /**
   * Encrypts credit and management tokens, 20 digits each, in the order asked for.
   *
   * @returns one list per meter
   * @throws {KeyManagementError} `…wrapped_key_invalid`; {StsError} for what the standard cannot encode
   */
  issueTokens(key: KeyHandle, meters: readonly MeterTokens[]): Promise<readonly (readonly string[])[]>;

  /**
   * Makes the sets that give meters another key, in the order asked for. No decoder key leaves the module.
   *
   * @returns a set per meter, first to last part, 20 digits each
   * @throws {KeyManagementError} `…wrapped_key_invalid`; {StsError} for what the standard does not permit
   */
  issueKeyChangeSets(request: KeyChangeSetsRequest): Promise<readonly (readonly string[])[]>;

  /**
   * Opens a token.
   *
   * @param token 20 digits
   * @returns undefined where this key has not made it for this meter
   * @throws {KeyManagementError} `…token_format`, `…wrapped_key_invalid`
   */
  openToken(key: KeyHandle, meter: MeterParameters, token: string): Promise<OpenedToken | undefined>;

  /** Seals the same key under the current master key; what `rewrap-keys` does to each. */
  rewrap(key: KeyHandle): Promise<WrappedKey>;

  /** Signs a text with a key of the module's own, which no database holds. */
  sign(text: string): Promise<ModuleSignature>;

  /** Whether the module has signed a text; `unknown-key` where the master key of that time is not loaded any more. */
  isSigned(text: string, signature: ModuleSignature): Promise<'genuine' | 'forged' | 'unknown-key'>;

  /**
   * Master keys that the module can open sealed keys of; the first is the one that it seals with.
   *
   * @throws {NamedOutage} while hardware that would know cannot be reached
   */
  masterKeyIds(): Promise<readonly [string, ...string[]]>;

  /** Does what issuing takes, with values that are nobody's. @throws where something else comes out than must */
  selfTest(): Promise<void>;

  readonly kind: 'software' | 'pkcs11';

  /** True where EA07 tokens are encrypted by the standard's sample tables: no field meter takes those. */
  readonly usesSampleTables: boolean;
}
