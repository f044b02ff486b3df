import { describe, expect, it } from 'vitest';
import { crcOfBody, crcOfCurrencyBody } from '../src/crc16.js';
import { naiveCrc } from './naive.js';

describe('the checksum of a body', () => {
  it.each([
    { octets: '000B19EB230100', stored: 0xc207 },
    { octets: '00004A2D900FF2', stored: 0x0ffa },
  ])('$octets has $stored, octets swapped', ({ octets, stored }) => {
    const body = BigInt(`0x${octets}`);
    expect(crcOfBody(0, Number(body >> 16n), Number(body & 0xffffn))).toBe(stored);
    expect(naiveCrc(body, false)).toBe(BigInt(stored));
  });

  it('takes one octet 01 more for currency', () => {
    expect(crcOfCurrencyBody(0, 0x45_08_8f_b6, 0x1234)).toBe(Number(naiveCrc(0x4508_8fb6_1234n, true)));
    expect(crcOfCurrencyBody(0, 0x45_08_8f_b6, 0x1234)).not.toBe(crcOfBody(0, 0x45_08_8f_b6, 0x1234));
  });
});
