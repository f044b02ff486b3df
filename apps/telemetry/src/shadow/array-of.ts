/** What a number, a time or an OBIS code is written with: nothing of it means something in an array of PostgreSQL. */
const PLAIN = /^[-+.:*0-9A-Z]+$/;

/**
 * An array of PostgreSQL as the text that it is read from. The driver asks of each element what it is and how it is quoted,
 * which costs more than the statement where a batch has thousands; here none needs quotes.
 *
 * @throws {TypeError} where one would
 */
export function arrayOf<Item>(items: readonly Item[], textOf: (item: Item) => string | number): string {
  let texts = '';
  for (const item of items) {
    const text = String(textOf(item));
    if (!PLAIN.test(text) || text === 'NULL') throw new TypeError('an element that needs quotes');
    texts += texts === '' ? text : `,${text}`;
  }
  return `{${texts}}`;
}

/** The same of times: the same one often follows itself, and writing one down costs more than all else. */
export function arrayOfTimes<Item>(items: readonly Item[], timeOf: (item: Item) => Date): string {
  let last = NaN;
  let text = '';
  return arrayOf(items, (item) => {
    const time = timeOf(item);
    if (time.getTime() !== last) {
      last = time.getTime();
      text = time.toISOString();
    }
    return text;
  });
}
