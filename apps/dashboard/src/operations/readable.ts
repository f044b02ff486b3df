/**
 * The value of a message as people read it: laid out where it is JSON, text where it is text; else its base64 as it came.
 *
 * @param value its bytes in base64
 */
export function readable(value: string): string {
  const text = textOf(value);
  if (text === undefined) return value;
  return isJson(text) ? laidOut(text) : text;
}

function textOf(base64: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)));
  } catch {
    return undefined;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Strings, marks that open, close and part, and everything else; blanks between them say nothing. */
const PARTS = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** Numbers stay as they were written: a float would lose digits. */
function laidOut(json: string): string {
  let depth = 0;
  let before = '';
  let laid = '';
  const onNewLine = (): string => `\n${'  '.repeat(depth)}`;
  for (const [part] of json.matchAll(PARTS)) {
    const closes = part === '}' || part === ']';
    if (closes) depth -= 1;
    const opened = before === '{' || before === '[';
    if (closes ? !opened : opened || before === ',') laid += onNewLine();
    if (before === ':') laid += ' ';
    laid += part;
    if (part === '{' || part === '[') depth += 1;
    before = part;
  }
  return laid;
}
