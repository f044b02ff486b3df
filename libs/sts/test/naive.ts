import { createHmac } from 'node:crypto';
import { STA_SAMPLE_TABLES } from '../src/index.js';
import { S7, S9 } from '../src/cipher/misty1-tables.js';

/**
 * A second implementation of the whole token path: literal, on big integers and bit strings, written from the
 * text of the standard alone. It is slow on purpose; the fast one is compared with it.
 */
export interface NaiveToken {
  readonly tokenClass: number;
  readonly subClass: number;
  /** The 44 bits after the subclass. */
  readonly data: bigint;
}

const WORD_64 = (1n << 64n) - 1n;

/** Twenty digits for a token under a key; `algorithm` is ignored in class 1. */
export function naiveEncode({ tokenClass, subClass, data }: NaiveToken, algorithm: 'EA07' | 'EA11', key: bigint): string {
  const body = (BigInt(tokenClass) << 48n) | (BigInt(subClass) << 44n) | data;
  const isCurrency = tokenClass === 0 && subClass >= 4 && subClass <= 7;
  const block = ((body & ((1n << 48n) - 1n)) << 16n) | naiveCrc(body, isCurrency);
  const sealed = tokenClass === 1 ? block : algorithm === 'EA07' ? naiveStaEncrypt(block, key) : naiveMisty1Encrypt(block, key);
  const bits = sealed.toString(2).padStart(64, '0').split('');
  const [bit28, bit27] = [bits[63 - 28]!, bits[63 - 27]!];
  const classBits = tokenClass.toString(2).padStart(2, '0');
  bits[63 - 28] = classBits[0]!;
  bits[63 - 27] = classBits[1]!;
  return BigInt(`0b${bit28}${bit27}${bits.join('')}`)
    .toString()
    .padStart(20, '0');
}

/** The checksum as stored: the register's octets swapped. */
export function naiveCrc(body: bigint, withSuffix: boolean): bigint {
  const octets = [...Buffer.from(body.toString(16).padStart(14, '0'), 'hex'), ...(withSuffix ? [1] : [])];
  let register = 0xffff;
  for (const octet of octets) {
    register ^= octet;
    for (let bit = 0; bit < 8; bit++) register = register % 2 === 1 ? Math.floor(register / 2) ^ 0xa001 : Math.floor(register / 2);
  }
  return BigInt((register % 256) * 256 + Math.floor(register / 256));
}

/** What happens in one round of STA: after the substitution, after the permutation. */
export interface StaRound {
  readonly key: bigint;
  readonly substituted: bigint;
  readonly permuted: bigint;
}

/** STA encryption, round by round. */
export function naiveStaRounds(block: bigint, key: bigint): readonly StaRound[] {
  const { substitution1, substitution2, permutation } = STA_SAMPLE_TABLES;
  let turned = rotateRight(~key & WORD_64, 12);
  let data = block;
  const rounds: StaRound[] = [];
  for (let round = 0; round < 16; round++) {
    let substituted = 0n;
    for (let nibble = 0; nibble < 16; nibble++) {
      const box = bit(turned, 4 * nibble + 3) === 0 ? substitution1 : substitution2;
      substituted |= BigInt(box[Number((data >> BigInt(4 * nibble)) & 15n)]!) << BigInt(4 * nibble);
    }
    data = 0n;
    permutation.forEach((target, source) => (data |= BigInt(bit(substituted, source)) << BigInt(target)));
    rounds.push({ key: turned, substituted, permuted: data });
    turned = rotateRight(turned, 63);
  }
  return rounds;
}

export function naiveStaEncrypt(block: bigint, key: bigint): bigint {
  return naiveStaRounds(block, key).at(-1)!.permuted;
}

/** STA decryption as the standard has it: neither complement nor rotation of the key, permutation first. */
export function naiveStaDecrypt(block: bigint, key: bigint): bigint {
  const { substitution1, substitution2, permutation } = STA_SAMPLE_TABLES;
  const boxes = [substitution2, substitution1].map((box) => box.map((_, value) => box.indexOf(value)));
  let turned = key;
  let data = block;
  for (let round = 0; round < 16; round++) {
    let permuted = 0n;
    permutation.forEach((target, source) => (permuted |= BigInt(bit(data, target)) << BigInt(source)));
    data = 0n;
    for (let nibble = 0; nibble < 16; nibble++) {
      const value = Number((permuted >> BigInt(4 * nibble)) & 15n);
      data |= BigInt(boxes[bit(turned, 4 * nibble)]![value]!) << BigInt(4 * nibble);
    }
    turned = rotateRight(turned, 1);
  }
  return data;
}

/** MISTY1 encryption, eight rounds, as RFC 2994 writes it. */
export function naiveMisty1Encrypt(block: bigint, key: bigint): bigint {
  const k = Array.from({ length: 8 }, (_, index) => Number((key >> BigInt(112 - 16 * index)) & 0xffffn));
  const q = k.map((word, index) => fi(word, k[(index + 1) % 8]!));
  const fo = (input: number, i: number): number => {
    let t0 = Math.floor(input / 65_536);
    let t1 = input % 65_536;
    t0 = fi(t0 ^ k[i]!, q[(i + 5) % 8]!) ^ t1;
    t1 = fi(t1 ^ k[(i + 2) % 8]!, q[(i + 1) % 8]!) ^ t0;
    t0 = fi(t0 ^ k[(i + 7) % 8]!, q[(i + 3) % 8]!) ^ t1;
    return (t1 ^ k[(i + 4) % 8]!) * 65_536 + t0;
  };
  const fl = (input: number, i: number): number => {
    const half = Math.floor(i / 2);
    const [and, or] = i % 2 === 0 ? [k[half]!, q[(half + 6) % 8]!] : [q[(half + 2) % 8]!, k[(half + 4) % 8]!];
    const d1 = (input % 65_536) ^ (Math.floor(input / 65_536) & and);
    return (Math.floor(input / 65_536) ^ (d1 | or)) * 65_536 + d1;
  };
  const xor = (a: number, b: number): number => Number(BigInt(a) ^ BigInt(b));
  let d0 = Number(block >> 32n);
  let d1 = Number(block & 0xffff_ffffn);
  for (let round = 0; round < 8; round += 2) {
    d0 = fl(d0, round);
    d1 = xor(fl(d1, round + 1), fo(d0, round));
    d0 = xor(d0, fo(d1, round + 1));
  }
  return (BigInt(fl(d1, 9)) << 32n) | BigInt(fl(d0, 8));
}

/** DKGA04's key as an integer. */
export function naiveDkga04(vendingKey: Uint8Array, items: readonly string[], keyOctets: number): bigint {
  const group = (list: readonly string[]): Buffer =>
    Buffer.concat([Buffer.of(4), ...list.map((item) => Buffer.concat([Buffer.of(item.length), Buffer.from(item)]))]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(keyOctets * 8);
  const message = Buffer.concat([group(items.slice(0, 4)), Buffer.of(0), group(items.slice(4)), length]);
  return BigInt(
    `0x${createHmac('sha256', vendingKey)
      .update(message)
      .digest('hex')
      .slice(0, keyOctets * 2)}`,
  );
}

/** An Amount field by search: the first whose value is not below what was asked. */
export function naiveAmountField(tenths: bigint): number {
  let low = 0;
  let high = 0xffff;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (naiveAmount(middle) >= tenths) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** An Amount field's value by the standard's sum. */
export function naiveAmount(field: number): bigint {
  const exponent = field >> 14;
  let value = BigInt(field % 16_384) * 10n ** BigInt(exponent);
  for (let n = 1; n <= exponent; n++) value += 16_384n * 10n ** BigInt(n - 1);
  return value;
}

/** A currency amount field's 20 bits by the standard's rounding, one exponent after the other. */
export function naiveCurrencyField(amount: bigint): number {
  const magnitude = amount < 0n ? -amount : amount;
  let offset = 0n;
  for (let exponent = 0; exponent < 32; exponent++) {
    const step = 10n ** BigInt(exponent);
    if (magnitude < offset + 16_384n * step) {
      const exact = magnitude - offset;
      const mantissa = amount < 0n ? exact / step : exact / step + (exact % step === 0n ? 0n : 1n);
      if (mantissa === 16_384n) return (exponent + 1) * 16_384;
      return (amount < 0n ? 524_288 : 0) + exponent * 16_384 + Number(mantissa);
    }
    offset += 16_384n * step;
  }
  throw new RangeError('too large');
}

function fi(input: number, key: number): number {
  let nine = Math.floor(input / 128);
  let seven = input % 128;
  nine = S9[nine]! ^ seven;
  seven = S7[seven]! ^ (nine % 128);
  seven ^= Math.floor(key / 512);
  nine ^= key % 512;
  nine = S9[nine]! ^ seven;
  return seven * 512 + nine;
}

function bit(value: bigint, index: number): 0 | 1 {
  return ((value >> BigInt(index)) & 1n) === 1n ? 1 : 0;
}

function rotateRight(value: bigint, by: number): bigint {
  return ((value >> BigInt(by)) | (value << BigInt(64 - by))) & WORD_64;
}
