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
