import type { Commodity, DecoderKeyAlgorithm, EncryptionAlgorithm } from '@openprepay/contracts/wire';

/** That a model was tested, by an edition of the standard. */
export interface Certificate {
  readonly number: string;
  readonly edition: 1 | 2;
  readonly testHouse?: string | undefined;
  /** The last day on which it holds, YYYY-MM-DD; without one it holds on. */
  readonly validUntil?: string | undefined;
}

/** A kind of meter: what it can do, and whether that is certified. */
export interface MeterModel {
  readonly modelCode: string;
  readonly manufacturerCode: string;
  readonly name: string;
  readonly commodity: Commodity;
  readonly encryptionAlgorithms: readonly EncryptionAlgorithm[];
  readonly decoderKeyAlgorithms: readonly DecoderKeyAlgorithm[];
  /** Tokens that bring it a new key. */
  readonly keyChangeTokens: 2 | 3 | 4;
  readonly certificate?: Certificate | undefined;
  readonly createdAt: Date;
  readonly createdBy: string;
}
