/** CRC-16 with the reflected generator A001, one entry per byte. */
const CRC_TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
  return crc;
});
const CRC_START = 0xffff;
/** The octet that follows the body of a currency credit token, so that older meters refuse it. */
const CURRENCY_SUFFIX = 0x01;

/**
 * The checksum of a token's 50-bit body, as stored: with its two octets swapped.
 *
 * The seven octets are the class (six zero bits above it) and the 48 bits of the block above its CRC.
 *
 * @param tokenClass 0..3
 * @param high bits 63..32 of the block
 * @param payload bits 31..16 of the block
 * @returns bits 15..0 of the block
 * @source IEC 62055-41 6.3.7, CRC: x^16 + x^15 + x^2 + 1
 */
export function crcOfBody(tokenClass: number, high: number, payload: number): number {
  return swapOctets(crcRegister(tokenClass, high, payload));
}

/**
 * The checksum of a currency credit token: as `crcOfBody` with one octet 01 after the body.
 *
 * @source IEC 62055-41 6.3.8, CRC_C
 */
export function crcOfCurrencyBody(tokenClass: number, high: number, payload: number): number {
  return swapOctets(step(crcRegister(tokenClass, high, payload), CURRENCY_SUFFIX));
}

function crcRegister(tokenClass: number, high: number, payload: number): number {
  let crc = step(CRC_START, tokenClass);
  crc = step(crc, high >>> 24);
  crc = step(crc, high >>> 16);
  crc = step(crc, high >>> 8);
  crc = step(crc, high);
  crc = step(crc, payload >>> 8);
  return step(crc, payload);
}

function step(crc: number, octet: number): number {
  return (crc >>> 8) ^ CRC_TABLE[(crc ^ octet) & 0xff]!;
}

function swapOctets(crc: number): number {
  return ((crc & 0xff) << 8) | (crc >>> 8);
}
