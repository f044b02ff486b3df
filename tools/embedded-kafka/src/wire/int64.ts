const TWO_TO_32 = 4_294_967_296;

/** Reads a signed 64-bit integer as a number: offsets, times and producer ids stay far below 2^53, so no bigint is paid for. */
export function readInt64(buffer: Buffer, at: number): number {
  return buffer.readInt32BE(at) * TWO_TO_32 + buffer.readUInt32BE(at + 4);
}

/** Writes a safe integer as a signed 64-bit integer. */
export function writeInt64(buffer: Buffer, value: number, at: number): void {
  const high = Math.floor(value / TWO_TO_32);
  buffer.writeInt32BE(high, at);
  buffer.writeUInt32BE(value - high * TWO_TO_32, at + 4);
}
