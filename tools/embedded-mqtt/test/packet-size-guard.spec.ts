import fc from 'fast-check';
import { generate } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { PacketSizeGuard } from '../src/packet-size-guard.js';

const packet = (bytes: number): Buffer =>
  generate({ cmd: 'publish', topic: 't', payload: Buffer.alloc(bytes), qos: 0, dup: false, retain: false });

/** Topic and its length in front of the payload. */
const OVERHEAD = 3;

function feed(guard: PacketSizeGuard, stream: Buffer, cuts: readonly number[]): boolean {
  let from = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    const to = Math.max(from, cut % (stream.length + 1));
    if (!guard.accept(stream.subarray(from, to))) return false;
    from = to;
  }
  return guard.accept(stream.subarray(from));
}

describe('PacketSizeGuard', () => {
  it('lets every packet up to the limit through, however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20_000), { minLength: 1, maxLength: 6 }), fc.array(fc.nat(200_000)), (sizes, cuts) => {
        const limit = Math.max(...sizes) + OVERHEAD;
        expect(feed(new PacketSizeGuard(limit), Buffer.concat(sizes.map(packet)), cuts)).toBe(true);
      }),
    );
  });

  it('refuses the first packet above the limit, however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(300)), fc.array(fc.nat(200_000)), (sizes, cuts) => {
        const stream = Buffer.concat([...sizes.map(packet), packet(301)]);
        expect(feed(new PacketSizeGuard(300 + OVERHEAD), stream, cuts)).toBe(false);
      }),
    );
  });

  it('refuses at the header, before the body has arrived', () => {
    expect(new PacketSizeGuard(1_000).accept(packet(1_000_000).subarray(0, 4))).toBe(false);
  });

  it('refuses a length of more than four bytes', () => {
    expect(new PacketSizeGuard(2 ** 40).accept(Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80]))).toBe(false);
  });
});
