import type { Socket } from 'node:net';

const LENGTH_BYTES_MAX = 4;

/** Packet types of MQTT 3.1.1, 2.2.1. */
const CONNECT = 1;
const SUBSCRIBE = 8;
const UNSUBSCRIBE = 10;

export interface PacketSizes {
  readonly maxPacketBytes: number;
  readonly maxConnectBytes: number;
  readonly maxSubscribeBytes: number;
}

/**
 * Follows the framing of an MQTT byte stream without copying it and tells when a packet announces more than it may.
 * The parser behind it would otherwise collect up to 256 MB in memory before anybody is asked.
 * @source MQTT 3.1.1, 2.2.3: one byte of type and flags, then the remaining length in 7-bit groups
 */
export class PacketSizeGuard {
  private skip = 0;
  private headerBytes = 0;
  private length = 0;
  private maxBytes = 0;
  private hasConnected = false;

  constructor(private readonly sizes: PacketSizes) {}

  /** False once a packet longer than the limit was announced, or its length is no length. */
  accept(chunk: Buffer): boolean {
    let at = 0;
    while (at < chunk.length) {
      if (this.skip > 0) {
        const step = Math.min(this.skip, chunk.length - at);
        this.skip -= step;
        at += step;
      } else if (!this.header(chunk[at++]!)) return false;
    }
    return true;
  }

  private header(byte: number): boolean {
    if (this.headerBytes === 0) {
      this.headerBytes = 1;
      this.length = 0;
      this.maxBytes = this.boundOf(byte >> 4);
      this.hasConnected = true;
      return true;
    }
    this.length += (byte & 0x7f) * 128 ** (this.headerBytes - 1);
    if (this.length > this.maxBytes) return false;
    if (byte < 0x80) {
      this.skip = this.length;
      this.headerBytes = 0;
      return true;
    }
    return this.headerBytes++ < LENGTH_BYTES_MAX;
  }

  /** Whatever comes first is to be a CONNECT, and anybody may send it. */
  private boundOf(packetType: number): number {
    if (!this.hasConnected || packetType === CONNECT) return this.sizes.maxConnectBytes;
    return packetType === SUBSCRIBE || packetType === UNSUBSCRIBE ? this.sizes.maxSubscribeBytes : this.sizes.maxPacketBytes;
  }
}

/** Closes the socket instead of handing on a packet above the limit. The broker reads by `read()`, so that is where to look. */
export function guardPacketSize(socket: Socket, sizes: PacketSizes, onTooLarge: () => void): void {
  const guard = new PacketSizeGuard(sizes);
  const read = socket.read.bind(socket);
  socket.read = (size?: number): unknown => {
    const chunk: unknown = read(size);
    if (!Buffer.isBuffer(chunk) || guard.accept(chunk)) return chunk;
    onTooLarge();
    socket.destroy();
    return null;
  };
}
