/** CRC-16 with the reflected generator A001, one entry per octet. */
const CRC_TABLE = Uint16Array.from({ length: 256 }, (_, octet) => {
  let crc = octet;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
  return crc;
});
const CRC_START = 0xffff;
const BODY_OCTETS = 7;
/**
 * What each octet of a body, at each of its places, adds to the checksum, the class with what the register starts with: seven
 * look-ups at once, where octet by octet each waits for the one before.
 */
const CRC_BY_PLACE = buildCrcByPlace();
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
  return (
    CRC_BY_PLACE[tokenClass]! ^
    CRC_BY_PLACE[256 | (high >>> 24)]! ^
    CRC_BY_PLACE[512 | ((high >>> 16) & 0xff)]! ^
    CRC_BY_PLACE[768 | ((high >>> 8) & 0xff)]! ^
    CRC_BY_PLACE[1024 | (high & 0xff)]! ^
    CRC_BY_PLACE[1280 | ((payload >>> 8) & 0xff)]! ^
    CRC_BY_PLACE[1536 | (payload & 0xff)]!
  );
}

function step(crc: number, octet: number): number {
  return (crc >>> 8) ^ CRC_TABLE[(crc ^ octet) & 0xff]!;
}

function swapOctets(crc: number): number {
  return ((crc & 0xff) << 8) | (crc >>> 8);
}

function buildCrcByPlace(): Uint16Array {
  return Uint16Array.from({ length: BODY_OCTETS * 256 }, (_, entry) => {
    const place = entry >>> 8;
    let crc = step(place === 0 ? CRC_START : 0, entry & 0xff);
    for (let after = place + 1; after < BODY_OCTETS; after++) crc = step(crc, 0);
    return crc;
  });
}
