import { describe, expect, it } from 'vitest';
import { crc32c } from './crc32c.js';

/** RFC 3720 appendix B.4, and the usual check value. */
const vectors = [
  { what: '32 bytes of zero', bytes: Buffer.alloc(32), crc: 0x8a9136aa },
  { what: '32 bytes of 0xff', bytes: Buffer.alloc(32, 0xff), crc: 0x62a8ab43 },
  { what: '32 rising bytes', bytes: Buffer.from(Array.from({ length: 32 }, (_, index) => index)), crc: 0x46dd794e },
  { what: '32 falling bytes', bytes: Buffer.from(Array.from({ length: 32 }, (_, index) => 31 - index)), crc: 0x113fdb5c },
  { what: '123456789', bytes: Buffer.from('123456789'), crc: 0xe3069283 },
  { what: 'nothing', bytes: Buffer.alloc(0), crc: 0 },
];

describe('crc32c', () => {
  it.each(vectors)('of $what is as published', ({ bytes, crc }) => {
    expect(crc32c(bytes)).toBe(crc);
  });

  it('of a part is that of the part alone', () => {
    const padded = Buffer.concat([Buffer.from('xx'), Buffer.from('123456789'), Buffer.from('yyy')]);
    expect(crc32c(padded, 2, 11)).toBe(0xe3069283);
  });
});
