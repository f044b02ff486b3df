import { readFileSync } from 'node:fs';
import { type BaseDate, type EncryptionAlgorithm } from '../src/index.js';
import { type DecoderKeyAlgorithm, type DecoderKeyParameters, type KeyType } from '../src/keys/index.js';

/** A meter as the vectors write it. */
export interface VectorMeter {
  readonly meterNumber: string;
  readonly meterPan: string;
  readonly keyType: KeyType;
  readonly supplyGroupCode: string;
  readonly tariffIndex: string;
  readonly keyRevision: number;
  readonly encryptionAlgorithm: 7 | 11;
  readonly decoderKeyAlgorithm: 2 | 4;
  readonly baseDate: 93 | 14 | 35;
}

/** One entry of the vector file; which members it has depends on `kind`. */
export interface Vector {
  readonly kind: 'credit' | 'currency' | 'management' | 'test' | 'key-change';
  readonly vendingKey: string;
  readonly meter: VectorMeter;
  readonly decoderKey: string;
  readonly newVendingKey: string;
  readonly newMeter: VectorMeter;
  readonly newDecoderKey: string;
  readonly keyExpiry: number;
  readonly rollover: 0 | 1;
  readonly token: {
    readonly tokenClass: number;
    readonly subClass: number;
    readonly name: string;
    readonly rnd: number;
    readonly tid: number;
    readonly units: number;
    readonly encodedUnits: number;
    readonly amount1e5: string;
    readonly encodedAmount1e5: string;
    readonly register: number;
    readonly watts: number;
    readonly field: number;
    readonly control: string;
    readonly manufacturerCode: string;
  };
  readonly expected: readonly string[];
}

const file = JSON.parse(readFileSync(new URL('vectors/generated.json', import.meta.url), 'utf8')) as {
  readonly vectors: readonly Vector[];
};

/** The vectors of one kind. */
export function vectorsOf(kind: Vector['kind']): readonly Vector[] {
  return file.vectors.filter((vector) => vector.kind === kind);
}

const BASE_DATES = { 93: 1993, 14: 2014, 35: 2035 } as const satisfies Record<number, BaseDate>;
const ENCRYPTION = { 7: 'EA07', 11: 'EA11' } as const satisfies Record<number, EncryptionAlgorithm>;
const DERIVATION = { 2: 'DKGA02', 4: 'DKGA04' } as const satisfies Record<number, DecoderKeyAlgorithm>;

/** A vector's meter in the library's words. */
export function parametersOf(meter: VectorMeter): DecoderKeyParameters & { readonly algorithm: DecoderKeyAlgorithm } {
  return {
    ...meter,
    algorithm: DERIVATION[meter.decoderKeyAlgorithm],
    encryptionAlgorithm: ENCRYPTION[meter.encryptionAlgorithm],
    baseDate: BASE_DATES[meter.baseDate],
  };
}

/** Octets of hexadecimal digits. */
export const octets = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
/** Lower-case hexadecimal digits of octets. */
export const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex');
