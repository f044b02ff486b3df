/** What a number or an OBIS code is written with: nothing of it means something in an array of PostgreSQL. */
const PLAIN = /^[-+.:*0-9A-Z]+$/;

/**
 * An array of PostgreSQL as the text that it is read from. The driver asks of each element what it is and how it is quoted,
 * which costs more than the statement where a batch has thousands; here none needs quotes.
 *
 * @throws {TypeError} where one would
 */
export function arrayOf<Item>(items: readonly Item[], textOf: (item: Item) => string): string {
  let texts = '';
  for (const item of items) {
    const text = textOf(item);
    if (!PLAIN.test(text) || text === 'NULL') throw new TypeError('an element that needs quotes');
    texts += texts === '' ? text : `,${text}`;
  }
  return `{${texts}}`;
}

/**
 * The same of times, as the server itself has them: to read a text of one takes it, and us to write it, several times as long.
 *
 * @source PostgreSQL: `array_send`, `timestamptz_send`
 */
export const arrayOfTimes = <Item>(items: readonly Item[], timeOf: (item: Item) => Date): Buffer =>
  arrayOfEightBytes(TIMESTAMPTZ, items, (item, array, at) => writeMicroseconds(array, timeOf(item).getTime() - EPOCH_MS, at));

/** The same of whole numbers that JSON tells apart from their neighbours, for `bigint[]`. @throws {RangeError} of any other */
export const arrayOfIntegers = <Item>(items: readonly Item[], numberOf: (item: Item) => number): Buffer =>
  arrayOfEightBytes(BIGINT, items, (item, array, at) => writeInteger(array, numberOf(item), at));

/**
 * What such an array of times says, to the millisecond.
 *
 * @param array what the server writes one as: without nulls, and no time beyond those that a date can have
 * @source PostgreSQL: `array_send`, `timestamptz_send`
 */
export function timesOf(array: Buffer): readonly Date[] {
  const times: Date[] = [];
  for (let at = HEADER_BYTES + LENGTH_BYTES; at < array.length; at += LENGTH_BYTES + EIGHT) {
    const microseconds = array.readInt32BE(at) * 2 ** 32 + array.readUInt32BE(at + 4);
    times.push(new Date(EPOCH_MS + Math.floor(microseconds / 1_000)));
  }
  return times;
}

const TIMESTAMPTZ = 1184;
const BIGINT = 20;
/** A time of PostgreSQL is so many microseconds from here. */
const EPOCH_MS = Date.UTC(2000, 0, 1);
/** Dimensions, whether there are nulls, the type; of the one dimension its length and where it begins. */
const HEADER_BYTES = 20;
const EIGHT = 8;
const LENGTH_BYTES = 4;

function arrayOfEightBytes<Item>(type: number, items: readonly Item[], write: (item: Item, array: Buffer, at: number) => void): Buffer {
  const array = Buffer.allocUnsafe(HEADER_BYTES + items.length * (LENGTH_BYTES + EIGHT));
  array.writeInt32BE(1, 0);
  array.writeInt32BE(0, 4);
  array.writeInt32BE(type, 8);
  array.writeInt32BE(items.length, 12);
  array.writeInt32BE(1, 16);
  let at = HEADER_BYTES;
  for (const item of items) {
    array.writeInt32BE(EIGHT, at);
    write(item, array, at + LENGTH_BYTES);
    at += LENGTH_BYTES + EIGHT;
  }
  return array;
}

function writeMicroseconds(array: Buffer, ms: number, at: number): void {
  if (Number.isSafeInteger(1_000 * ms)) writeInteger(array, 1_000 * ms, at);
  else array.writeBigInt64BE(1_000n * BigInt(ms), at);
}

/** In two halves: a number needs no bigint made of it. */
function writeInteger(array: Buffer, value: number, at: number): void {
  if (!Number.isSafeInteger(value)) throw new RangeError('no whole number that can be told from its neighbours');
  const high = Math.floor(value / 2 ** 32);
  array.writeInt32BE(high, at);
  array.writeUInt32BE(value - high * 2 ** 32, at + 4);
}
