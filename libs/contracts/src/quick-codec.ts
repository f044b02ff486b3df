import type { z } from 'zod';
import { schemaStep } from './schema-codec.js';

/**
 * Reads and writes what a schema reads and writes with all its care, in a shorter way. Each says `undefined` of anything that is
 * not plainly well-formed, be it wrong or only unusual: then the schema has the word. So what is read is the same, and what is
 * wrong is told in the schema's words; what comes by the thousand is spared its cost.
 */
export interface QuickCodec<Data> {
  readonly decode: (json: unknown) => Data | undefined;
  readonly encode: (data: Data) => unknown;
}

const codecs = new WeakMap<z.ZodType, unknown>();

/** Gives a schema a codec that is written by hand; one that is made of it has that of all others. */
export function quickly<Schema extends z.ZodType>(schema: Schema, codec: QuickCodec<z.output<Schema>>): Schema {
  codecs.set(schema, codec);
  return schema;
}

/** That which is written by hand, or else one that follows the schema. */
export function quickCodecOf<Schema extends z.ZodType>(schema: Schema): QuickCodec<z.output<Schema>> {
  const known = codecs.get(schema) as QuickCodec<z.output<Schema>> | undefined;
  if (known) return known;
  const codec = { decode: schemaStep(schema, 'decode'), encode: schemaStep(schema, 'encode') } as QuickCodec<z.output<Schema>>;
  codecs.set(schema, codec);
  return codec;
}

export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A whole number from 0 that JSON tells apart from its neighbours. */
export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

export const matches = (pattern: RegExp, value: unknown): value is string => typeof value === 'string' && pattern.test(value);

const WITH_MS = '2026-11-22T10:00:00.000Z'.length;
const WITHOUT_MS = '2026-11-22T10:00:00Z'.length;
const DAY = '2026-11-22T'.length;
/** An earlier year `Date.UTC` takes for one of the twentieth century. */
const FIRST_YEAR = 100;
const DAY_MS = 86_400_000;

/** RFC 3339 in UTC, to the second or the millisecond: a time that is written as it would be written again. Digit by digit, for `Date` takes eight times as long. */
export function quickInstant(text: unknown): Date | undefined {
  if (typeof text !== 'string' || (text.length !== WITH_MS && text.length !== WITHOUT_MS)) return undefined;
  const isToTheSecond = text.length === WITHOUT_MS;
  if (!(isAt(text, 4, '-') && isAt(text, 7, '-') && isAt(text, 10, 'T') && isAt(text, 13, ':') && isAt(text, 16, ':'))) return undefined;
  if (!(isAt(text, text.length - 1, 'Z') && (isToTheSecond || isAt(text, 19, '.')))) return undefined;
  const year = 100 * twoDigits(text, 0) + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  const ms = isToTheSecond ? 0 : 10 * twoDigits(text, 20) + digit(text, 22);
  // Nothing compares with what is no digit.
  const isTime = year >= FIRST_YEAR && month >= 1 && month <= 12 && day >= 1 && hour <= 23 && minute <= 59 && second <= 59 && ms >= 0;
  if (!isTime || day > daysIn(year, month)) return undefined;
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second, ms));
}

const isAt = (text: string, place: number, character: string): boolean => text.charCodeAt(place) === character.charCodeAt(0);

function digit(text: string, place: number): number {
  const value = text.charCodeAt(place) - ZERO;
  return value >= 0 && value <= 9 ? value : NaN;
}

const ZERO = '0'.charCodeAt(0);

const twoDigits = (text: string, place: number): number => 10 * digit(text, place) + digit(text, place + 1);

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

const numerals = (digits: number, count: number): readonly string[] =>
  Array.from({ length: count }, (_, number) => String(number).padStart(digits, '0'));
const TWO_DIGITS = numerals(2, 60);
const THREE_DIGITS = numerals(3, 1_000);

/** The day that was written last, for the next time is of the same. */
const lastDay = { day: NaN, text: '' };

/** A time of the years 0 to 9999, as RFC 3339 writes it. */
export function quickText(instant: Date): string | undefined {
  const time = instant.getTime();
  if (Number.isNaN(time)) return undefined;
  const day = Math.floor(time / DAY_MS);
  if (day !== lastDay.day) {
    const text = instant.toISOString();
    if (text.length !== WITH_MS) return undefined;
    lastDay.text = text.slice(0, DAY);
    lastDay.day = day;
  }
  const ofDay = time - day * DAY_MS;
  const seconds = Math.floor(ofDay / 1_000);
  const minutes = Math.floor(seconds / 60);
  const hour = TWO_DIGITS[Math.floor(minutes / 60)]!;
  return `${lastDay.text}${hour}:${TWO_DIGITS[minutes % 60]!}:${TWO_DIGITS[seconds % 60]!}.${THREE_DIGITS[ofDay % 1_000]!}Z`;
}
