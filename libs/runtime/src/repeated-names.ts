const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const OPEN_ARRAY = 0x5b;
const CLOSE_OBJECT = 0x7d;
const CLOSE_ARRAY = 0x5d;
const SPACE = 0x20;

/**
 * The first name that an object of the text has twice. Two readers of such an object may see two values: which one is sold by,
 * and which one was checked, must not be left to them.
 *
 * @param json text that parses as JSON; looked through once, from its beginning to its end
 * @source RFC 8259, 4
 */
export function repeatedName(json: string): string | undefined {
  /** The names of each open object; undefined for an open array. */
  const open: (Set<string> | undefined)[] = [];
  for (let at = 0; at < json.length; at++) {
    const character = json.charCodeAt(at);
    if (character === OPEN_OBJECT) open.push(new Set());
    else if (character === OPEN_ARRAY) open.push(undefined);
    else if (character === CLOSE_OBJECT || character === CLOSE_ARRAY) open.pop();
    if (character !== QUOTE) continue;
    const end = endOfString(json, at);
    const names = open.at(-1);
    if (names && isName(json, end)) {
      const name = textOf(json.slice(at, end + 1));
      if (names.has(name)) return name;
      names.add(name);
    }
    at = end;
  }
  return undefined;
}

/** Where the string that begins at `start` has its closing quote. */
function endOfString(json: string, start: number): number {
  let at = start + 1;
  while (at < json.length && json.charCodeAt(at) !== QUOTE) at += json.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at;
}

/** Whether a colon follows. */
function isName(json: string, end: number): boolean {
  let at = end + 1;
  while (at < json.length && json.charCodeAt(at) <= SPACE) at += 1;
  return json.charCodeAt(at) === COLON;
}

/** One name may be written in several ways. */
const textOf = (literal: string): string => (literal.includes('\\') ? (JSON.parse(literal) as string) : literal.slice(1, -1));
