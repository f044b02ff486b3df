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

/** RFC 3339 in UTC, to the second or the millisecond: a time that is written as it would be written again. */
export function quickInstant(text: unknown): Date | undefined {
  if (typeof text !== 'string' || (text.length !== WITH_MS && text.length !== WITHOUT_MS)) return undefined;
  const instant = new Date(text);
  const again = quickText(instant);
  return again === (text.length === WITH_MS ? text : `${text.slice(0, -1)}.000Z`) ? instant : undefined;
}

/** A time of the years 0 to 9999, as RFC 3339 writes it. */
export function quickText(instant: Date): string | undefined {
  if (Number.isNaN(instant.getTime())) return undefined;
  const text = instant.toISOString();
  return text.length === WITH_MS ? text : undefined;
}
