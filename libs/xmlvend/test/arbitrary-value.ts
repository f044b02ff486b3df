import fc from 'fast-check';
import { enumerations } from '../src/all-tables.js';
import type { FieldModel, Model, TypeModel } from '../src/model.js';
import type { Loose } from '../src/read-value.js';

const MAX_NESTING = 5;

const digits = fc.bigInt({ min: 0n, max: 10n ** 20n }).map(String);
/** Any characters that XML has, those that it must escape among them. */
const text = fc
  .string({ unit: 'binary', maxLength: 12 })
  .map((value) => value.replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '<&>"\'\r\n\t'));
const primitive: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  string: text,
  boolean: fc.boolean(),
  integer: digits,
  decimal: fc.tuple(digits, digits).map(([whole, part]) => `${whole}.${part.slice(0, 6)}`),
  dateTime: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }).map((date) => date.toISOString()),
};

/** A value of any type that may stand where `asked` is asked for; with `named` it always says which one it is. */
export function arbitraryValue(model: Model, asked: string, { named = false, depth = 0 } = {}): fc.Arbitrary<Loose> {
  const expected = model.types.get(asked)!;
  const candidates = [...model.types.values()].filter(({ abstract, lineage }) => !abstract && lineage.has(asked));
  const says = named || expected.extended || expected.abstract;
  return fc
    .constantFrom(...candidates)
    .chain((type) => partsOf(model, type, depth).map((parts) => (says ? { type: type.name, ...parts } : parts)));
}

function partsOf(model: Model, type: TypeModel, depth: number): fc.Arbitrary<Loose> {
  const possible = type.fields.filter((field) => writable(model, field) && (field.required || depth < MAX_NESTING));
  const record = Object.fromEntries(possible.map((field) => [field.name, heldBy(model, field, depth)]));
  const required = possible.filter(({ required }) => required).map(({ name }) => name);
  return fc.record(record, { requiredKeys: required, noNullPrototype: true });
}

const standing = new WeakMap<Model, ReadonlySet<string>>();

/** The types that something concrete may stand for. */
function standingIn(model: Model): ReadonlySet<string> {
  const known =
    standing.get(model) ?? new Set([...model.types.values()].flatMap(({ abstract, lineage }) => (abstract ? [] : [...lineage])));
  standing.set(model, known);
  return known;
}

/** A profile has no part whose type it does not know, nor one whose types are all abstract to it. */
const writable = (model: Model, { type }: FieldModel): boolean => type in primitive || type in enumerations || standingIn(model).has(type);

function heldBy(model: Model, { type, many }: FieldModel, depth: number): fc.Arbitrary<unknown> {
  const one = leafOf(type) ?? fc.constant(undefined).chain(() => arbitraryValue(model, type, { depth: depth + 1 }));
  return many ? fc.array(one, { minLength: 1, maxLength: 2 }) : one;
}

function leafOf(type: string): fc.Arbitrary<unknown> | undefined {
  if (type in enumerations) return fc.constantFrom(...enumerations[type as keyof typeof enumerations]);
  return primitive[type];
}
