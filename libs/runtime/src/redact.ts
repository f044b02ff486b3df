const REDACTED = '[redacted]';
const MAX_DEPTH = 8;
const MAX_ITEMS = 100;
const MAX_TEXT = 8_192;

/** Names whose values never reach a log, however deep: compared without case, dashes and underscores. */
const SECRET_NAMES = new Set([
  'authorization',
  'proxyauthorization',
  'cookie',
  'setcookie',
  'password',
  'newpassword',
  'currentpassword',
  'passphrase',
  'passwordhash',
  'component',
  'components',
  'token',
  'tokens',
  'tokendigits',
  'accesstoken',
  'refreshtoken',
  'ticket',
  'secret',
  'clientsecret',
  'privatekey',
  'signingkey',
  'masterkey',
  'wrappedkey',
  'vendingkey',
  'vendingkeyvalue',
  'decoderkey',
  'cipherkey',
  'keymaterial',
  'databaseurl',
  'ownerurl',
  'adminurl',
  'parameters',
]);

/** What is a secret by its shape: JWTs, 20-digit tokens (also grouped by fours), 160-bit keys in hex, passwords in URLs, bearer values. */
const SECRET_SHAPES: readonly (readonly [RegExp, string])[] = [
  [/\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*/g, '[jwt]'],
  [/(?<!\d)\d{4}(?:[ -]?\d{4}){4}(?!\d)/g, '[token]'],
  [/\b[0-9a-f]{40}(?:[0-9a-f]{8})*\b/gi, '[hex]'],
  [/(:\/\/[^\s:/@]*:)[^\s@/]+@/g, '$1[redacted]@'],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, '$1 [redacted]'],
];

/** Cuts secrets out of text by their shape, however long it is. */
export const maskSecrets = (text: string): string =>
  SECRET_SHAPES.reduce((clean, [shape, replacement]) => clean.replace(shape, replacement), text);

/** Cuts secrets out of free text by their shape, and cuts it short. */
export const scrub = (text: string): string => maskSecrets(text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text);

const isSecretName = (name: string): boolean => SECRET_NAMES.has(name.toLowerCase().replaceAll(/[-_]/g, ''));

/** A copy of `value` that is fit to be logged: secrets replaced, depth and width bounded, errors reduced to what helps. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return scrub(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return '[deep]';
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Error) return redactError(value, depth);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => redact(item, depth + 1));
  if (value instanceof Map || value instanceof Set) return `[${value.size} entries]`;
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MAX_ITEMS)
      .map(([name, item]) => [name, isSecretName(name) ? REDACTED : redact(item, depth + 1)]),
  );
}

/** Errors of drivers carry statements with their parameters: only these fields are taken over. */
function redactError(error: Error, depth: number): unknown {
  const { code } = error as { readonly code?: unknown };
  return {
    type: error.name,
    message: scrub(error.message),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(error.stack ? { stack: scrub(error.stack) } : {}),
    ...(error.cause === undefined ? {} : { cause: redact(error.cause, depth + 1) }),
    ...(error instanceof AggregateError
      ? { errors: error.errors.slice(0, MAX_ITEMS).map((inner: unknown) => redact(inner, depth + 1)) }
      : {}),
  };
}
