/**
 * A 64-bit block as two signed 32-bit halves, changed in place: the ciphers run on one block over and over
 * and so allocate nothing.
 */
export interface Block {
  high: number;
  low: number;
}

/** Reads eight big-endian octets. */
export function readBlock(octets: Uint8Array, offset = 0): Block {
  return { high: readWord(octets, offset), low: readWord(octets, offset + 4) };
}

/** Writes eight big-endian octets. */
export function writeBlock(block: Readonly<Block>, octets: Uint8Array, offset = 0): void {
  writeWord(block.high, octets, offset);
  writeWord(block.low, octets, offset + 4);
}

/** Reads four big-endian octets as a signed word. */
export function readWord(octets: Uint8Array, offset: number): number {
  return (octets[offset]! << 24) | (octets[offset + 1]! << 16) | (octets[offset + 2]! << 8) | octets[offset + 3]!;
}

/** Writes a word as four big-endian octets. */
export function writeWord(word: number, octets: Uint8Array, offset: number): void {
  octets[offset] = word >>> 24;
  octets[offset + 1] = word >>> 16;
  octets[offset + 2] = word >>> 8;
  octets[offset + 3] = word;
}
