import { describe, expect, it } from 'vitest';
import {
  COMMODITIES,
  type ManagementFields,
  type TokenCipher,
  type TokenFields,
  decodeToken,
  encodeKeyChangeSet,
  encodeToken,
  prepareCipher,
} from '../src/index.js';
import { deriveDecoderKey } from '../src/keys/index.js';
import { type Vector, type VectorMeter, hex, octets, parametersOf, vectorsOf } from './vectors.js';

describe('the published and generated vectors', () => {
  it.each(vectorsOf('currency'))('$token.name $token.amount1e5 for $meter.meterNumber', (vector) => {
    const { token, expected } = vector;
    const cipher = cipherOf(vector);
    const fields = { kind: 'currency', commodity: COMMODITIES[token.subClass - 4]!, tokenIdentifier: token.tid } as const;
    expect(encodeToken({ ...fields, amountHundredThousandths: BigInt(token.amount1e5) }, cipher)).toBe(expected[0]);
    expect(decodeToken(expected[0]!, cipher)).toEqual({
      ...fields,
      tokenClass: 0,
      subClass: token.subClass,
      amountHundredThousandths: BigInt(token.encodedAmount1e5),
    });
  });

  it.each(vectorsOf('management'))('$token.name for $meter.meterNumber', (vector) => {
    const { token, expected } = vector;
    const cipher = cipherOf(vector);
    const fields = managementFields(token);
    expect(encodeToken(fields, cipher)).toBe(expected[0]);
    const decoded = decodeToken(expected[0]!, cipher);
    expect(decoded).toMatchObject({ kind: fields.kind, tokenClass: 2, subClass: token.subClass, tokenIdentifier: token.tid });
    expect(encodeToken(decoded, cipher)).toBe(expected[0]);
  });

  it.each(vectorsOf('test'))('meter test $token.control for manufacturer $token.manufacturerCode', ({ token, expected }) => {
    const fields = { kind: 'meter-test', control: Number.parseInt(token.control, 16), manufacturerCode: token.manufacturerCode } as const;
    expect(encodeToken(fields)).toBe(expected[0]);
    expect(decodeToken(expected[0]!)).toEqual({ ...fields, tokenClass: 1, subClass: token.subClass });
  });

  it.each(vectorsOf('key-change'))('key change of $meter.meterNumber to revision $newMeter.keyRevision', (vector) => {
    const cipher = cipherOf(vector);
    const newDecoderKey = keyOf(vector.newMeter, vector.newVendingKey);
    expect(hex(newDecoderKey)).toBe(vector.newDecoderKey);

    const { keyType, keyRevision, supplyGroupCode, tariffIndex } = vector.newMeter;
    const tokens = encodeKeyChangeSet(
      {
        newDecoderKey,
        currentKeyType: vector.meter.keyType,
        keyType,
        keyRevision,
        keyExpiry: vector.keyExpiry,
        supplyGroupCode,
        tariffIndex,
        rollover: vector.rollover === 1,
      },
      cipher,
    );
    expect(tokens).toEqual(vector.expected);
    for (const token of tokens) expect(encodeToken(decodeToken(token, cipher), cipher)).toBe(token);
  });
});

function keyOf(meter: VectorMeter, vendingKey: string): Uint8Array {
  return deriveDecoderKey({ ...parametersOf(meter), vendingKey: octets(vendingKey) });
}

function cipherOf(vector: Vector): TokenCipher {
  const decoderKey = keyOf(vector.meter, vector.vendingKey);
  expect(hex(decoderKey)).toBe(vector.decoderKey);
  return prepareCipher({ algorithm: parametersOf(vector.meter).encryptionAlgorithm, decoderKey });
}

function managementFields(token: Vector['token']): ManagementFields & TokenFields {
  const issued = { random: token.rnd, tokenIdentifier: token.tid };
  switch (token.subClass) {
    case 0:
      return { kind: 'set-maximum-power-limit', ...issued, watts: token.watts };
    case 1:
      return { kind: 'clear-credit', ...issued, register: token.register };
    case 5:
      return { kind: 'clear-tamper-condition', ...issued };
    case 6:
      return { kind: 'set-maximum-phase-power-unbalance-limit', ...issued, watts: token.watts };
    default:
      throw new Error(`no management vector has subclass ${token.subClass}`);
  }
}
