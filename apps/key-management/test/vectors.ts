import { readFileSync } from 'node:fs';
import type { BaseDate, Commodity, DecoderKeyAlgorithm, EncryptionAlgorithm } from '@openprepay/contracts/wire';

/** A credit token with everything it was made of. */
export interface CreditVector {
  readonly vendingKey: string;
  readonly meterPan: string;
  readonly meterNumber: string;
  readonly keyType: 1 | 2 | 3;
  readonly supplyGroupCode: string;
  readonly tariffIndex: string;
  readonly keyRevision: number;
  readonly encryptionAlgorithm: EncryptionAlgorithm;
  readonly decoderKeyAlgorithm: DecoderKeyAlgorithm;
  readonly baseDate: BaseDate;
  readonly commodity: Commodity;
  readonly random: number;
  readonly tokenIdentifier: number;
  readonly amountTenths: string;
  readonly encodedTenths: string;
  readonly token: string;
}

const file = new URL('./vectors/credit.json', import.meta.url);

export const creditVectors = (JSON.parse(readFileSync(file, 'utf8')) as { readonly vectors: readonly CreditVector[] }).vectors;
