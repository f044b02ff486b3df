import { parseScaled, QuantityError } from '@openprepay/quantities';
import { TariffError } from './tariff-error.js';

/** Ten to this is above any rate, limit or amount that a tariff needs; it bounds the numbers pricing works with. */
const MAX_WHOLE_DIGITS = 15;
const MAX_CODE_LENGTH = 64;
/** A stranger's key is named in an error, but not at any length. */
const MAX_QUOTED_KEY = 64;
const CODE = /^[A-Za-z0-9][A-Za-z0-9._:/-]*$/;

export type JsonObject = Readonly<Record<string, unknown>>;

/** The error for one field of a document. */
export const invalid = (field: string, problem: string, cause?: unknown): TariffError =>
  new TariffError('tariffs.document_invalid', `${field === '' ? 'the tariff' : field} ${problem}`, field, { cause });

export const at = (path: string, key: string | number): string => {
  if (typeof key === 'number') return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
};

/** A JSON object with no other than the known keys. Own keys are what counts, so `__proto__` is one like any other. */
export function readObject(value: unknown, path: string, knownKeys: readonly string[]): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(path, 'must be an object');
  for (const key of Object.keys(value)) {
    if (!knownKeys.includes(key)) throw invalid(at(path, key.slice(0, MAX_QUOTED_KEY)), 'is not a field of a tariff');
  }
  return value as JsonObject;
}

/** An own value, or undefined: what an object inherits is not in the document. */
export const own = (object: JsonObject, key: string): unknown => (Object.hasOwn(object, key) ? object[key] : undefined);

export function readArray(value: unknown, path: string, maxLength: number): readonly unknown[] {
  if (!Array.isArray(value)) throw invalid(path, value === undefined ? 'is missing' : 'must be an array');
  if (value.length > maxLength) throw invalid(path, `has more than ${maxLength} entries`);
  return value as readonly unknown[];
}

export function readString(value: unknown, path: string, maxLength: number): string {
  if (typeof value !== 'string') throw invalid(path, value === undefined ? 'is missing' : 'must be a string');
  if (value.length === 0 || value.length > maxLength) throw invalid(path, `must have 1 to ${maxLength} characters`);
  return value;
}

export function readCode(value: unknown, path: string): string {
  const code = readString(value, path, MAX_CODE_LENGTH);
  if (!CODE.test(code)) throw invalid(path, 'must be letters, digits and ._:/- after a letter or digit');
  return code;
}

export function readBoolean(value: unknown, path: string): boolean {
  if (typeof value !== 'boolean') throw invalid(path, 'must be true or false');
  return value;
}

export function readOneOf<Choice extends string>(value: unknown, path: string, choices: readonly Choice[]): Choice {
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) throw invalid(path, value === undefined ? 'is missing' : `must be one of ${choices.join(', ')}`);
  return choice;
}

/** A decimal string as it stands, of which `scaled` is the value in 10^-`decimals`. */
export interface ReadDecimal {
  readonly text: string;
  readonly scaled: bigint;
}

/** A decimal string of zero or more with at most so many decimals. */
export function readDecimal(value: unknown, path: string, decimals: number): ReadDecimal {
  if (typeof value !== 'string') throw invalid(path, value === undefined ? 'is missing' : 'must be a decimal string');

  let scaled: bigint;
  try {
    scaled = parseScaled(value, decimals);
  } catch (error) {
    if (!(error instanceof QuantityError)) throw error;
    throw invalid(path, `must be a decimal of at most ${decimals} decimals, zero or more`, error);
  }
  if (scaled >= 10n ** BigInt(MAX_WHOLE_DIGITS + decimals)) throw invalid(path, `must be below 10^${MAX_WHOLE_DIGITS}`);
  return { text: value, scaled };
}
