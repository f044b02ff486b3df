import { createCipheriv, createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { derivationMessage } from '../src/keys/dkga04.js';
import {
  type DecoderKeyRequest,
  type KeyType,
  combineComponents,
  decoderKeyDerivation,
  deriveDecoderKey,
  hasOddParity,
  hmacSha256,
  isKeyTypeChangePermitted,
  keyCheckValue,
  nextKeyRevision,
  prepareHmacKey,
  sha256,
  vendingKeyLength,
  wipeHmacKey,
  withOddParity,
} from '../src/keys/index.js';
import { expectRefusal } from './refusal.js';
import { hex, octets } from './vectors.js';

const dkga02: DecoderKeyRequest = {
  algorithm: 'DKGA02',
  vendingKey: octets('0123456789ABCDEF'),
  meterPan: '600727000000000009',
  keyType: 2,
  supplyGroupCode: '123456',
  tariffIndex: '01',
  keyRevision: 1,
  baseDate: 2014,
  encryptionAlgorithm: 'EA07',
};
const dkga04: DecoderKeyRequest = {
  ...dkga02,
  algorithm: 'DKGA04',
  vendingKey: octets('00112233445566778899AABBCCDDEEFF01234567'),
  meterPan: '600727123456789030',
  supplyGroupCode: '600100',
  tariffIndex: '07',
  encryptionAlgorithm: 'EA11',
};

/** DES as three keys of triple DES that are one. */
function naiveDes(key: Uint8Array, block: Uint8Array): string {
  const cipher = createCipheriv('des-ede3-ecb', Buffer.concat([key, key, key]), null).setAutoPadding(false);
  return cipher.update(block, undefined, 'hex');
}

describe('decoderKeyDerivation', () => {
  it('says what to compute by a vending key that stays in its device', () => {
    const { vendingKey, ...longer } = dkga04;
    const message = decoderKeyDerivation(longer);
    const { vendingKey: desKey, ...shorter } = dkga02;
    const block = decoderKeyDerivation(shorter);
    if (message.algorithm !== 'DKGA04' || block.algorithm !== 'DKGA02') throw new Error('each by its own algorithm');

    const digest = createHmac('sha256', vendingKey).update(message.message).digest();
    const encrypted = octets(naiveDes(desKey, block.block));

    expect(digest.subarray(0, message.octets)).toEqual(Buffer.from(deriveDecoderKey(dkga04)));
    expect(encrypted.map((octet, index) => octet ^ block.block[index]! ^ desKey[index]!)).toEqual(deriveDecoderKey(dkga02));
  });

  it('refuses what is not derived', () => {
    expectRefusal(() => decoderKeyDerivation({ ...dkga02, encryptionAlgorithm: 'EA11' }), 'sts.algorithm_mismatch');
    expectRefusal(() => decoderKeyDerivation({ ...dkga04, keyType: 3 }), 'sts.not_supported');
    expectRefusal(() => decoderKeyDerivation({ ...dkga04, keyType: 0 }), 'sts.key_type_not_derived');
  });
});

describe('deriveDecoderKey', () => {
  it('derives the worked examples', () => {
    expect(hex(deriveDecoderKey(dkga02))).toBe('092d6f1d32bda3df');
    expect(hex(deriveDecoderKey(dkga04))).toBe('13497690c099d84f3b3421a8794b6753');
    expect(hex(derivationMessage(dkga04))).toBe(
      '04023034023134023131023037000406363030313030013201311236303037323731323334353637383930333000000080',
    );
  });

  it('makes a common key the same for all meters of a group', () => {
    const common = { ...dkga02, keyType: 3 } as const;
    expect(deriveDecoderKey({ ...common, meterPan: '600727123456789030' })).toEqual(deriveDecoderKey(common));
    expect(deriveDecoderKey(common)).not.toEqual(deriveDecoderKey(dkga02));
    const long = deriveDecoderKey({ ...common, meterPan: '000001000000000082' });
    expect(long).not.toEqual(deriveDecoderKey(common));
    expect(long).toEqual(deriveDecoderKey({ ...common, meterPan: '000082723193791348' }));
  });

  it.each([
    ['meterPan', '600727123456789030'],
    ['keyType', 1],
    ['supplyGroupCode', '123457'],
    ['tariffIndex', '02'],
    ['keyRevision', 2],
  ])('depends on %s, by either algorithm', (name, value) => {
    expect(deriveDecoderKey({ ...dkga02, [name]: value })).not.toEqual(deriveDecoderKey(dkga02));
    const other = name === 'meterPan' ? '600727000000000009' : value;
    expect(deriveDecoderKey({ ...dkga04, [name]: other })).not.toEqual(deriveDecoderKey(dkga04));
  });

  it('depends on the base date by DKGA04 alone', () => {
    expect(deriveDecoderKey({ ...dkga02, baseDate: 1993 })).toEqual(deriveDecoderKey(dkga02));
    expect(deriveDecoderKey({ ...dkga04, baseDate: 1993 })).not.toEqual(deriveDecoderKey(dkga04));
  });

  it.each([
    ['a vending key of another length', { vendingKey: new Uint8Array(20) }, 'sts.key_length'],
    ['an unknown algorithm', { algorithm: 'DKGA01' }, 'sts.algorithm_unknown'],
    ['an unknown encryption algorithm', { encryptionAlgorithm: 'EA09' }, 'sts.algorithm_unknown'],
    ['EA11, whose keys are longer', { encryptionAlgorithm: 'EA11' }, 'sts.algorithm_mismatch'],
    ['a PAN with a wrong check digit', { meterPan: '600727000000000008' }, 'sts.meter_pan_check_digit'],
    ['a PAN with a letter', { meterPan: '60072700000000000a' }, 'sts.meter_pan_format'],
    ['a PAN with the character behind 9', { meterPan: '6007270:0000000009' }, 'sts.meter_pan_format'],
    ['a PAN with the character before 0', { meterPan: '60072700/000000009' }, 'sts.meter_pan_format'],
    ['a PAN of 19 digits', { meterPan: '6007270000000000009' }, 'sts.meter_pan_format'],
    ['a meter number instead of the PAN', { meterPan: '00000000000' }, 'sts.meter_pan_format'],
    ['a supply group code of 5 digits', { supplyGroupCode: '12345' }, 'sts.supply_group_code_format'],
    ['a supply group code with a letter', { supplyGroupCode: '12345a' }, 'sts.supply_group_code_format'],
    ['a tariff index of 1 digit', { tariffIndex: '1' }, 'sts.tariff_index_format'],
    ['a tariff index that is a number', { tariffIndex: 10 }, 'sts.tariff_index_format'],
    ['key revision 0', { keyRevision: 0 }, 'sts.key_revision_out_of_range'],
    ['key revision 10', { keyRevision: 10 }, 'sts.key_revision_out_of_range'],
    ['key type 4', { keyType: 4 }, 'sts.key_type_unknown'],
    ['an initial key', { keyType: 0 }, 'sts.key_type_not_derived'],
    ['an unknown base date', { baseDate: 2000 }, 'sts.base_date_unknown'],
  ] as const)('refuses %s', (_, change, code) => {
    expectRefusal(() => deriveDecoderKey({ ...dkga02, ...change } as DecoderKeyRequest), code);
  });

  it('refuses a common key by DKGA04, whose PAN public sources leave open', () => {
    expectRefusal(() => deriveDecoderKey({ ...dkga04, keyType: 3 }), 'sts.not_supported');
  });
});

describe('keyCheckValue', () => {
  it('is the first octets of zero encrypted, or of a hash', () => {
    expect(keyCheckValue('DKGA02', octets('0123456789ABCDEF'))).toBe('D5D44F');
    const key = octets('00112233445566778899AABBCCDDEEFF01234567');
    expect(keyCheckValue('DKGA04', key)).toBe(
      createHash('sha256')
        .update(Buffer.concat([Buffer.of(1), key]))
        .digest('hex')
        .slice(0, 6)
        .toUpperCase(),
    );
  });

  it('refuses a key of the wrong length', () => {
    expectRefusal(() => keyCheckValue('DKGA04', new Uint8Array(8)), 'sts.key_length');
    expect([vendingKeyLength('DKGA02'), vendingKeyLength('DKGA04')]).toEqual([8, 20]);
  });
});

describe('combineComponents', () => {
  it('is exclusive-or, in any order', () => {
    const parts = [octets('0F0F'), octets('FF00'), octets('1111')];
    expect(hex(combineComponents(parts))).toBe('e11e');
    expect(combineComponents(parts.toReversed())).toEqual(combineComponents(parts));
    expect(parts[0]).toEqual(octets('0F0F'));
  });

  it.each([[[]], [[new Uint8Array(0)]], [[new Uint8Array(8), new Uint8Array(7)]]])('refuses %j', (parts) => {
    expectRefusal(() => combineComponents(parts), 'sts.key_length');
  });
});

describe('parity', () => {
  it('is odd after withOddParity, which changes the lowest bits alone', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 20 }), (key) => {
        const odd = withOddParity(key);
        expect(hasOddParity(odd)).toBe(true);
        expect([...odd].every((octet, index) => octet >> 1 === key[index]! >> 1)).toBe(true);
        expect(hasOddParity(key)).toBe([...key].every((octet) => octet.toString(2).replaceAll('0', '').length % 2 === 1));
      }),
    );
  });
});

describe('key types and revisions', () => {
  it('change only where the standard permits', () => {
    const permitted = ([0, 1, 2, 3] as const).flatMap((from) =>
      ([0, 1, 2, 3] as const).filter((to) => isKeyTypeChangePermitted(from, to)).map((to) => `${from}${to}`),
    );
    expect(permitted).toEqual(['00', '01', '02', '11', '12', '21', '22', '31', '32', '33']);
    expectRefusal(() => isKeyTypeChangePermitted(4 as KeyType, 2), 'sts.key_type_unknown');
    expectRefusal(() => isKeyTypeChangePermitted(2, -1 as KeyType), 'sts.key_type_unknown');
  });

  it('count revisions from 1 to 9 and over', () => {
    expect([1, 8, 9].map(nextKeyRevision)).toEqual([2, 9, 1]);
    expectRefusal(() => nextKeyRevision(0), 'sts.key_revision_out_of_range');
  });
});

describe('a prepared HMAC key', () => {
  it('serves many messages, until it is wiped', () => {
    const key = prepareHmacKey(octets('0102'));
    const first = hmacSha256(key, octets('03'));
    expect(hmacSha256(key, octets('03'))).toEqual(first);
    wipeHmacKey(key);
    expect(hmacSha256(key, octets('03'))).not.toEqual(first);
  });
});

describe('arguments of the wrong type', () => {
  it.each([
    ['a vending key', () => deriveDecoderKey({ ...dkga02, vendingKey: '0123456789ABCDEF' as never })],
    ['components', () => combineComponents([octets('00'), '00' as never])],
    ['components', () => combineComponents('00' as never)],
  ])('are named: %s', (name, attempt) => {
    expect(attempt).toThrow(new RegExp(`^${name} `));
    expect(attempt).toThrow(TypeError);
  });
});

describe('SHA-256 and HMAC', () => {
  it('agree with OpenSSL at every length around a block', () => {
    for (let length = 0; length <= 200; length++) {
      const message = Uint8Array.from({ length }, (_, index) => (index * 7 + length) & 0xff);
      expect(hex(sha256(message))).toBe(createHash('sha256').update(message).digest('hex'));
      const key = message.subarray(0, length % 90);
      expect(hex(hmacSha256(prepareHmacKey(key), message))).toBe(createHmac('sha256', key).update(message).digest('hex'));
    }
  });
});
