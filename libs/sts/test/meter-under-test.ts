import { type TokenFields, encodeToken, prepareCipher } from '../src/index.js';
import { type MeterConfig, type MeterState, acceptToken, createMeterState } from '../src/meter/index.js';
import { octets } from './vectors.js';

export const NOW = new Date('2026-03-01T13:00:00Z');
export const MADE_AT = 1_000_000;
export const decoderKey = octets('13497690C099D84F3B3421A8794B6753');
export const cipher = prepareCipher({ algorithm: 'EA11', decoderKey });
export const config: MeterConfig = {
  meterNumber: '12345678903',
  encryptionAlgorithm: 'EA11',
  decoderKey,
  keyType: 2,
  keyRevision: 1,
  keyExpiry: 100,
  supplyGroupCode: '600100',
  tariffIndex: '07',
  tokenIdentifierOfManufacture: MADE_AT,
};

export const meter = (change: Partial<MeterConfig> = {}): MeterState => createMeterState({ ...config, ...change });
export const credit = (tokenIdentifier: number, amountTenths = 256n): TokenFields => ({
  kind: 'credit',
  commodity: 'electricity',
  random: 5,
  tokenIdentifier,
  amountTenths,
});
export const enter = (state: MeterState, fields: TokenFields): ReturnType<typeof acceptToken> =>
  acceptToken(state, encodeToken(fields, cipher), NOW);
