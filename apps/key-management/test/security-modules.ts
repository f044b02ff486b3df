import { randomBytes } from 'node:crypto';
import { type MasterKeys, masterKeyOf } from '../src/security-module/master-key.js';
import type { KeyHandle, SecurityModule, VendingKeyLabel } from '../src/security-module/security-module.js';
import { SoftwareSecurityModule, type SoftwareSecurityModuleOptions } from '../src/security-module/software-security-module.js';

export const newMasterKeys = (): MasterKeys => [masterKeyOf(randomBytes(32))];

export const newModule = (options: Partial<SoftwareSecurityModuleOptions> = {}): SoftwareSecurityModule =>
  new SoftwareSecurityModule({ masterKeys: newMasterKeys(), randomOctets: randomBytes, ...options });

export const labelWith = (given: Partial<VendingKeyLabel> = {}): VendingKeyLabel => ({
  utility: 'demo',
  vendingKeyId: '0190a1b2-0000-7000-8000-000000000001',
  supplyGroupCode: '600100',
  keyType: 2,
  keyRevision: 1,
  keyExpiry: 255,
  baseDate: 2014,
  decoderKeyAlgorithm: 'DKGA04',
  ...given,
});

/** Two random parts whose exclusive-or is the key. */
export function split(keyHex: string): readonly [string, string] {
  const key = Buffer.from(keyHex, 'hex');
  const first = randomBytes(key.length);
  return [first.toString('hex'), Buffer.from(key.map((octet, index) => octet ^ first[index]!)).toString('hex')];
}

/** Puts a known key into a module by the way that custodians do. */
export async function sealKey(
  module: SecurityModule,
  label: VendingKeyLabel,
  keyHex: string,
): Promise<KeyHandle & { readonly kcv: string }> {
  const parts = await Promise.all(
    split(keyHex).map(async (part, index) => ({
      position: index + 1,
      wrapped: (await module.importComponent(label, index + 1, part)).wrapped,
    })),
  );
  const { wrapped, kcv } = await module.combine(label, parts);
  return { label, wrapped, kcv };
}
