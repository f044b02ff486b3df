import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { EventDefinition } from '../src/event.js';
import { events } from '../src/events.js';
import { vendingApi } from '../src/http/vending.js';
import { quickCodecOf } from '../src/quick-codec.js';
import { sampleOf } from './sample.js';

const encoded = (schema: z.ZodType, data: unknown): unknown => z.safeEncode(schema, data).data;
const decoded = (schema: z.ZodType, json: unknown): unknown => z.safeDecode(schema, json).data;

/** Whatever is said, it says what zod says, and of what zod refuses nothing. */
function saysTheSame(schema: z.ZodType, json: unknown): void {
  const codec = quickCodecOf(schema);
  const data = decoded(schema, json);

  expect(codec.decode(json)).toStrictEqual(data);
  expect(codec.encode(json)).toStrictEqual(encoded(schema, json));
  if (data === undefined) return;
  expect(JSON.stringify(codec.encode(data))).toBe(JSON.stringify(encoded(schema, data)));
}

/** What is written by hand has a test of its own. */
const followed = Object.entries<EventDefinition>(events).filter(([name]) => name !== 'ReadingsReported');

describe.each(followed)('a quick codec of %s', (_name, { data: schema }) => {
  it('reads and writes what zod does, in the same order', () => {
    const read = fc.sample(sampleOf(schema), { numRuns: 20, seed: 7 }).filter((json) => {
      saysTheSame(schema, json);
      return decoded(schema, json) !== undefined;
    });

    // or nothing was compared
    expect(read.length).toBeGreaterThan(0);
  });

  it('says nothing of what zod refuses', () => {
    fc.assert(
      fc.property(sampleOf(schema, { spoilt: true }), (json) => saysTheSame(schema, json)),
      { numRuns: 40 },
    );
  });
});

describe('a quick codec', () => {
  const { body } = vendingApi.endpoints.sellVend;

  it('reads a body of a request as zod does', () => {
    fc.assert(
      fc.property(sampleOf(body, { spoilt: true }), (json) => saysTheSame(body, json)),
      { numRuns: 200 },
    );
  });

  const even = z.number().refine((value) => value % 2 === 0);
  it.each<[string, z.ZodType, readonly unknown[]]>([
    ['a strict object', z.strictObject({ a: z.string().optional() }), [{}, { a: '1' }, { a: undefined }, { b: '1' }, [], null]],
    ['an object that keeps the rest', z.looseObject({ a: z.string() }), [{ a: '1', b: 2 }, { b: 2 }]],
    ['an object with a rule of its own', z.object({ a: even, b: even }).refine(({ a, b }) => a < b), [{ a: 2, b: 4 }, { a: 4, b: 2 }, {}]],
    [
      'what is put there where it is missing',
      z.object({ a: z.string().default('x'), b: z.int().prefault(2) }),
      [{}, { a: 'y' }, { b: 1.5 }],
    ],
    ['what may only be left out', z.object({ a: z.exactOptional(z.string()) }), [{}, { a: undefined }, { a: 'y' }]],
    ['what may be null', z.object({ a: z.string().nullable(), b: z.string().nullish() }), [{ a: null }, { a: 'x', b: null }, { b: 'x' }]],
    ['text that is tidied', z.array(z.string().trim().toLowerCase().min(1)).max(2), [[' A '], [' '], ['a', 'b', 'c'], [1]]],
    ['one of several', z.union([z.int(), z.string().max(2), z.object({ a: z.int() })]), [1, 1.5, 'ab', 'abc', { a: 1 }, {}]],
    [
      'one of several by its name',
      z.discriminatedUnion('t', [z.object({ t: z.literal('a') }), z.object({ t: z.literal('b'), v: z.int() })]),
      [{ t: 'a' }, { t: 'b' }, { t: 'b', v: 1 }, {}],
    ],
    ['a number of any text', z.coerce.number(), ['1', 1, 'x']],
    ['a table', z.record(z.string().max(1), z.int()), [{ a: 1 }, { ab: 1 }, { a: '1' }]],
    ['numbers that JSON has not', z.object({ a: z.number() }), [{ a: Number.NaN }, { a: Infinity }, { a: -0 }]],
    ['a list with holes', z.array(z.int().optional()), [new Array(2)]],
    ['what somebody inherits', z.object({ a: z.int() }), [Object.create({ a: 1 }), { __proto__: { a: 1 } }]],
  ])('says what zod says of %s', (_name, schema, values) => {
    for (const value of values) saysTheSame(schema, value);
  });
});
