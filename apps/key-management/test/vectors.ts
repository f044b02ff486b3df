import { readFileSync } from 'node:fs';
import type { BaseDate, Commodity, DecoderKeyAlgorithm, EncryptionAlgorithm } from '@openprepay/contracts/wire';

/** What a decoder key is derived from besides the vending key. */
interface KeyData {
  readonly keyType: 1 | 2 | 3;
  readonly supplyGroupCode: string;
  readonly tariffIndex: string;
  readonly keyRevision: number;
  readonly encryptionAlgorithm: EncryptionAlgorithm;
  readonly decoderKeyAlgorithm: DecoderKeyAlgorithm;
  readonly baseDate: BaseDate;
}

/** A token with everything it was made of. */
interface Vector extends KeyData {
  readonly vendingKey: string;
  readonly meterPan: string;
  readonly meterNumber: string;
  readonly random: number;
  readonly tokenIdentifier: number;
  readonly token: string;
}

export interface CreditVector extends Vector {
  readonly commodity: Commodity;
  readonly amountTenths: string;
  readonly encodedTenths: string;
}

export interface ManagementVector extends Vector {
  readonly kind: 'set-maximum-power-limit' | 'clear-credit' | 'clear-tamper-condition' | 'set-maximum-phase-power-unbalance-limit';
  readonly value: number;
}

const read = <T>(name: string): readonly T[] => {
  const file = new URL(`./vectors/${name}.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly vectors: readonly T[] }).vectors;
};

/** A set that brings another key, and both keys that it stands between. */
export interface KeyChangeVector {
  readonly meterPan: string;
  readonly meterNumber: string;
  readonly vendingKey: string;
  readonly from: KeyData;
  readonly newVendingKey: string;
  readonly to: KeyData;
  readonly keyExpiry: number;
  readonly rollover: boolean;
  readonly tokens: readonly string[];
}

export const creditVectors = read<CreditVector>('credit');
export const keyChangeVectors = read<KeyChangeVector>('key-change');
export const managementVectors = read<ManagementVector>('management');
