const ZERO = 48;

/** Whether a text is this many decimal digits and nothing else. A loop: keys are derived for each sale, and each looks at three. */
export function areDigits(text: string, count: number): boolean {
  if (text.length !== count) return false;
  let signs = 0;
  for (let index = 0; index < count; index++) {
    const digit = text.charCodeAt(index) - ZERO;
    signs |= digit | (9 - digit);
  }
  return signs >= 0;
}

/** Digits as nibbles of a word, the first on top. They are known to be digits, at most eight of them. */
export function digitsToNibbles(digits: string, offset: number, count: number): number {
  let word = 0;
  for (let index = offset; index < offset + count; index++) word = (word << 4) | (digits.charCodeAt(index) & 15);
  return word;
}
