const CASTAGNOLI_REFLECTED = 0x82f63b78;
const SLICES = 8;

/** Eight tables of 256: table k advances a byte that lies k bytes ahead, so eight bytes are folded per step. */
const tables = buildTables();
const [t0, t1, t2, t3, t4, t5, t6, t7] = Array.from({ length: SLICES }, (_, slice) => tables.subarray(slice * 256, slice * 256 + 256)) as [
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
];

/**
 * CRC-32C of `bytes[start, end)`, the checksum of record batches (`zlib.crc32` is another polynomial).
 *
 * @source RFC 3720 appendix B.4 (polynomial and test vectors)
 */
export function crc32c(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let crc = 0xffffffff;
  let at = start;
  for (; at + SLICES <= end; at += SLICES) {
    crc ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    crc =
      t7[crc & 255]! ^
      t6[(crc >>> 8) & 255]! ^
      t5[(crc >>> 16) & 255]! ^
      t4[crc >>> 24]! ^
      t3[bytes[at + 4]!]! ^
      t2[bytes[at + 5]!]! ^
      t1[bytes[at + 6]!]! ^
      t0[bytes[at + 7]!]!;
  }
  for (; at < end; at++) crc = t0[(crc ^ bytes[at]!) & 255]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

function buildTables(): Uint32Array {
  const all = new Uint32Array(SLICES * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ CASTAGNOLI_REFLECTED : crc >>> 1;
    all[byte] = crc;
  }
  for (let at = 256; at < all.length; at++) {
    const previous = all[at - 256]!;
    all[at] = all[previous & 255]! ^ (previous >>> 8);
  }
  return all;
}
