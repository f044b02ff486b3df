import { fromHex } from '../octets.js';
import { CliError } from './cli-error.js';

/** A JSON object nothing is known of yet. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** @throws {CliError} `sts.input_invalid` unless an object */
export function recordOf(value: unknown, name: string): JsonRecord {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(name, 'an object');
  return value as JsonRecord;
}

/** @throws {CliError} `sts.input_invalid` unless text */
export function textOf(record: JsonRecord, name: string): string {
  const value = record[name];
  if (typeof value !== 'string') throw invalid(name, 'text');
  return value;
}

/** @throws {CliError} `sts.input_invalid` unless an integer */
export function integerOf(record: JsonRecord, name: string): number {
  const value = record[name];
  if (!Number.isSafeInteger(value)) throw invalid(name, 'an integer');
  return value as number;
}

/** An integer as a number or as decimal digits. @throws {CliError} `sts.input_invalid` */
export function bigIntegerOf(record: JsonRecord, name: string): bigint {
  const value = record[name];
  if (Number.isSafeInteger(value)) return BigInt(value as number);
  if (typeof value === 'string' && /^-?\d{1,60}$/.test(value)) return BigInt(value);
  throw invalid(name, 'an integer, as a number or as digits');
}

/** Hexadecimal digits as octets. @throws {CliError} `sts.input_invalid` unless text; {StsError} `sts.key_format` */
export function octetsOf(record: JsonRecord, name: string): Uint8Array {
  return fromHex(textOf(record, name));
}

/** A number that stands for something, by a table. @throws {CliError} `sts.input_invalid` */
export function choiceOf<Choice>(record: JsonRecord, name: string, choices: Readonly<Record<number, Choice>>): Choice {
  const choice = choices[integerOf(record, name)];
  if (choice === undefined) throw invalid(name, `one of ${Object.keys(choices).join(', ')}`);
  return choice;
}

function invalid(name: string, wanted: string): CliError {
  return new CliError('sts.input_invalid', `${name} must be ${wanted}`);
}
