import fc from 'fast-check';
import { generate } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { PacketSizeGuard } from '../src/packet-size-guard.js';

const packet = (bytes: number): Buffer =>
  generate({ cmd: 'publish', topic: 't', payload: Buffer.alloc(bytes), qos: 0, dup: false, retain: false });

const guardOf = (maxBytes: number): PacketSizeGuard =>
  new PacketSizeGuard({ maxPacketBytes: maxBytes, maxConnectBytes: maxBytes, maxSubscribeBytes: maxBytes });

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
        expect(feed(guardOf(limit), Buffer.concat(sizes.map(packet)), cuts)).toBe(true);
      }),
    );
  });

  it('refuses the first packet above the limit, however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(300)), fc.array(fc.nat(200_000)), (sizes, cuts) => {
        const stream = Buffer.concat([...sizes.map(packet), packet(301)]);
        expect(feed(guardOf(300 + OVERHEAD), stream, cuts)).toBe(false);
      }),
    );
  });

  it('refuses at the header, before the body has arrived', () => {
    expect(guardOf(1_000).accept(packet(1_000_000).subarray(0, 4))).toBe(false);
  });

  it('refuses a length of more than four bytes', () => {
    expect(guardOf(2 ** 40).accept(Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80]))).toBe(false);
  });

  it('holds the first packet, a CONNECT and a SUBSCRIBE to bounds of their own', () => {
    const sizes = { maxPacketBytes: 10_000, maxConnectBytes: 200, maxSubscribeBytes: 100 };
    const connect = (bytes: number): Buffer => Buffer.from([0x10, bytes]);
    const subscribe = (filters: number): Buffer =>
      generate({
        cmd: 'subscribe',
        messageId: 1,
        subscriptions: Array.from({ length: filters }, (_, index) => ({ topic: `x/${index}`, qos: 0 as const })),
      });
    const small = generate({ cmd: 'connect', clientId: 'm', clean: true, keepalive: 1, protocolId: 'MQTT', protocolVersion: 4 });
    const connected = (): PacketSizeGuard => {
      const guard = new PacketSizeGuard(sizes);
      expect(guard.accept(small)).toBe(true);
      return guard;
    };

    expect(new PacketSizeGuard(sizes).accept(packet(500))).toBe(false);
    expect(new PacketSizeGuard(sizes).accept(Buffer.concat([connect(0xc9), Buffer.from([0x01])]))).toBe(false);
    expect(connected().accept(packet(500))).toBe(true);
    expect(connected().accept(subscribe(5))).toBe(true);
    expect(connected().accept(subscribe(50))).toBe(false);
  });
});
