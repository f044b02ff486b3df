import { describe, expect, it } from 'vitest';
import { COMMODITIES, decodeToken, encodeCreditToken, prepareCipher } from '../src/index.js';
import { deriveDecoderKey } from '../src/keys/index.js';
import { hex, octets, parametersOf, vectorsOf } from './vectors.js';

describe('credit tokens of the vectors', () => {
  it.each(vectorsOf('credit'))('$token.name $token.units for $meter.meterNumber', ({ vendingKey, meter, decoderKey, token, expected }) => {
    const parameters = parametersOf(meter);
    const key = deriveDecoderKey({ ...parameters, vendingKey: octets(vendingKey) });
    expect(hex(key)).toBe(decoderKey);

    const cipher = prepareCipher({ algorithm: parameters.encryptionAlgorithm, decoderKey: key });
    const commodity = COMMODITIES[token.subClass]!;
    const fields = { commodity, random: token.rnd, tokenIdentifier: token.tid, amountTenths: BigInt(token.units) };
    expect(encodeCreditToken(fields, cipher)).toBe(expected[0]);

    const decoded = { ...fields, kind: 'credit', tokenClass: 0, subClass: token.subClass, amountTenths: BigInt(token.encodedUnits) };
    expect(decodeToken(expected[0]!, cipher)).toEqual(decoded);
  });
});
