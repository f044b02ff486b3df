import { createRequire } from 'node:module';
import { NamedOutage } from '@openprepay/contracts/coded';

/** What the library names things by: they are its own octets, and mean nothing outside of it. */
export type Handle = Buffer;

export interface Attribute {
  readonly type: number;
  readonly value?: number | boolean | string | Buffer;
}

export interface Mechanism {
  readonly mechanism: number;
  readonly parameter?: Buffer;
}

/** What is used of `pkcs11js`, which is there only where somebody has a token: so its own types are not relied on. */
export interface Pkcs11Library {
  load(file: string): void;
  C_Initialize(): void;
  C_Finalize(): void;
  C_GetSlotList(tokenPresent: boolean): Handle[];
  C_GetTokenInfo(slot: Handle): { readonly label: string };
  C_OpenSession(slot: Handle, flags: number): Handle;
  C_Login(session: Handle, userType: number, pin: string): void;
  C_CreateObject(session: Handle, template: readonly Attribute[]): Handle;
  C_DestroyObject(session: Handle, object: Handle): void;
  C_GetAttributeValue(session: Handle, object: Handle, template: readonly Attribute[]): readonly { readonly value: Buffer }[];
  C_GenerateKey(session: Handle, mechanism: Mechanism, template: readonly Attribute[]): Handle;
  C_FindObjectsInit(session: Handle, template: readonly Attribute[]): void;
  C_FindObjects(session: Handle, count: number): Handle[];
  C_FindObjectsFinal(session: Handle): void;
  C_SignInit(session: Handle, mechanism: Mechanism, key: Handle): void;
  C_Sign(session: Handle, data: Buffer, into: Buffer): Buffer;
  C_EncryptInit(session: Handle, mechanism: Mechanism, key: Handle): void;
  C_Encrypt(session: Handle, data: Buffer, into: Buffer): Buffer;
  C_DecryptInit(session: Handle, mechanism: Mechanism, key: Handle): void;
  C_Decrypt(session: Handle, data: Buffer, into: Buffer): Buffer;
  C_GenerateRandom(session: Handle, into: Buffer): Buffer;
}

/** The numbers of PKCS#11 v2.40 that are used. */
export const CKF = { RW_SESSION: 0x2, SERIAL_SESSION: 0x4 } as const;
export const CKU_USER = 1;
export const CKO_SECRET_KEY = 4;
export const CKA = {
  CLASS: 0x0,
  TOKEN: 0x1,
  PRIVATE: 0x2,
  LABEL: 0x3,
  VALUE: 0x11,
  KEY_TYPE: 0x100,
  ID: 0x102,
  SENSITIVE: 0x103,
  ENCRYPT: 0x104,
  DECRYPT: 0x105,
  SIGN: 0x108,
  VALUE_LEN: 0x161,
  EXTRACTABLE: 0x162,
} as const;
export const CKK = { GENERIC_SECRET: 0x10, DES3: 0x15, AES: 0x1f } as const;
export const CKM = { DES3_ECB: 0x132, SHA256_HMAC: 0x251, GENERIC_SECRET_KEY_GEN: 0x350, AES_KEY_GEN: 0x1080, AES_CBC: 0x1082 } as const;

/** A failure of the library, as it numbers them. */
export interface Pkcs11Failure extends Error {
  readonly code: number;
}
export const isPkcs11Failure = (error: unknown): error is Pkcs11Failure =>
  error instanceof Error && 'code' in error && typeof error.code === 'number';

const PACKAGE = 'pkcs11js';

/** The wrapper of PKCS#11. @throws {NamedOutage} `key-management.security_module_unavailable` where it is not installed */
export function loadWrapper(): Pkcs11Library {
  try {
    const wrapper = createRequire(import.meta.url)(PACKAGE) as { readonly PKCS11: new () => Pkcs11Library };
    return new wrapper.PKCS11();
  } catch (cause) {
    const message = `SECURITY_MODULE=pkcs11 needs the package ${PACKAGE}, which is not installed: see the vault’s README`;
    throw new NamedOutage('key-management.security_module_unavailable', message, { cause });
  }
}
