import { z } from 'zod';

/** What a value is turned into; or that the schema refuses it, in words of its own. */
type Step = (value: unknown) => unknown;
const REFUSED = Symbol('refused');

type Direction = 'decode' | 'encode';
type Check = z.core.$ZodCheck<unknown>;

/** As zod's own kinds of schema: what is not here has zod's word, alone. */
type Definition = z.core.$ZodTypeDef & {
  readonly checks?: readonly Check[];
  readonly coerce?: boolean;
  readonly element?: z.core.$ZodType;
  readonly innerType?: z.core.$ZodType;
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly catchall?: z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
  readonly discriminator?: string;
  readonly in?: z.core.$ZodType;
  readonly out?: z.core.$ZodType;
  readonly transform?: Transform;
  readonly reverseTransform?: Transform;
};
type Transform = (value: unknown, payload: z.core.ParsePayload) => unknown;

/**
 * What `z.safeDecode` or `z.safeEncode` makes of a value, by functions that were put together once: zod goes over a value twice or more
 * to encode it, and tells of each part where it is. Types, presence and order of fields are as zod has them, checks and transforms are
 * the schema's own, and a kind of schema that is not known here is left to zod.
 *
 * @returns undefined of what the schema refuses: zod has the words for it
 */
export function schemaStep(schema: z.core.$ZodType, direction: Direction): (value: unknown) => unknown {
  const step = stepOf(schema, direction);
  return (value) => {
    const made = step(value);
    return made === REFUSED ? undefined : made;
  };
}

function stepOf(schema: z.core.$ZodType, direction: Direction): Step {
  const known = kinds[schema._zod.def.type];
  const step = (schema._zod.def as Definition).coerce === true ? undefined : known?.(schema, direction);
  if (step === undefined) return zodsOwn(schema, direction);
  const checks = checksOf(schema);
  if (checks.length === 0) return step;
  const check = checking(checks);
  // What is encoded is checked as it is inside; what is decoded, as it then is inside.
  if (isLeaf(schema)) return (value) => (step(value) === REFUSED ? REFUSED : check(value));
  if (checks.some(mayChange)) return zodsOwn(schema, direction);
  return (value) => {
    const made = step(value);
    if (made === REFUSED) return REFUSED;
    return check(direction === 'decode' ? made : value) === REFUSED ? REFUSED : made;
  };
}

function zodsOwn(schema: z.core.$ZodType, direction: Direction): Step {
  return (value) => {
    const made = direction === 'decode' ? z.core.safeDecode(schema, value) : z.core.safeEncode(schema, value);
    return made.success ? made.data : REFUSED;
  };
}

type Kind = (schema: z.core.$ZodType, direction: Direction) => Step | undefined;

const ofType = (is: (value: unknown) => boolean): Kind => {
  const step: Step = (value) => (is(value) ? value : REFUSED);
  return () => step;
};

const members: Kind = (schema) => {
  const { values } = schema._zod;
  return values && ((value) => (values.has(value as z.core.util.Primitive) ? value : REFUSED));
};

const kinds: Readonly<Partial<Record<z.core.$ZodTypeDef['type'], Kind>>> = {
  string: ofType((value) => typeof value === 'string'),
  number: ofType((value) => typeof value === 'number' && Number.isFinite(value)),
  boolean: ofType((value) => typeof value === 'boolean'),
  bigint: ofType((value) => typeof value === 'bigint'),
  date: ofType((value) => value instanceof Date && !Number.isNaN(value.getTime())),
  literal: members,
  enum: members,
  array: (schema, direction) => {
    const element = stepOf(definitionOf(schema).element!, direction);
    return (value) => {
      if (!Array.isArray(value)) return REFUSED;
      const made: unknown[] = [];
      for (const one of value) {
        const madeOne = element(one);
        if (madeOne === REFUSED) return REFUSED;
        made.push(madeOne);
      }
      return made;
    };
  },
  optional: (schema, direction) => {
    const inner = definitionOf(schema).innerType!;
    if (inner._zod.optin === 'defaulted' || schema._zod.traits.has('$ZodExactOptional')) return undefined;
    const step = stepOf(inner, direction);
    return (value) => (value === undefined ? undefined : step(value));
  },
  nullable: (schema, direction) => {
    const step = stepOf(definitionOf(schema).innerType!, direction);
    return (value) => (value === null ? null : step(value));
  },
  union: (schema, direction) => {
    const { options, discriminator } = definitionOf(schema);
    if (discriminator !== undefined || schema._zod.traits.has('$ZodXor')) return undefined;
    const steps = options!.map((option) => stepOf(option, direction));
    return (value) => {
      for (const step of steps) {
        const made = step(value);
        if (made !== REFUSED) return made;
      }
      return REFUSED;
    };
  },
  pipe: (schema, direction) => {
    const { in: outside, out: inside, transform, reverseTransform } = definitionOf(schema);
    const [first, last] = direction === 'decode' ? [outside!, inside!] : [inside!, outside!];
    const [before, after] = [stepOf(first, direction), stepOf(last, direction)];
    const turn = turning(direction === 'decode' ? transform : reverseTransform);
    return (value) => {
      const made = before(value);
      const turned = made === REFUSED ? REFUSED : turn(made);
      return turned === REFUSED ? REFUSED : after(turned);
    };
  },
  object: objectStep,
};

interface Field {
  readonly name: string;
  readonly isOptional: boolean;
  readonly step: Step;
}

function objectStep(schema: z.core.$ZodType, direction: Direction): Step | undefined {
  const { shape, catchall } = definitionOf(schema);
  if (catchall !== undefined && catchall._zod.def.type !== 'never') return undefined;
  const entries = Object.entries(shape!);
  if (entries.some(([name, { _zod: field }]) => name === '__proto__' || !isPlainlyPresentOrNot(field))) return undefined;
  const fields = entries.map(([name, field]): Field => ({
    name,
    isOptional: field._zod.optin !== undefined,
    step: stepOf(field, direction),
  }));
  const names = new Set(entries.map(([name]) => name));
  const takesOthers = catchall === undefined;
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return REFUSED;
    const given = value as Readonly<Record<string, unknown>>;
    const made: Record<string, unknown> = {};
    for (const { name, isOptional, step } of fields) {
      const own = given[name];
      if (own === undefined && !(name in given)) {
        if (isOptional) continue;
        return REFUSED;
      }
      const madeOwn = step(own);
      if (madeOwn === REFUSED) return REFUSED;
      made[name] = madeOwn;
    }
    if (!takesOthers) for (const name in given) if (!names.has(name)) return REFUSED;
    return made;
  };
}

/** A field that has to be there, or that may be left out: of one that is put there where it is missing zod knows more. */
const isPlainlyPresentOrNot = ({ optin, optout }: z.core.$ZodType['_zod']): boolean =>
  optin === undefined || (optin === 'optional' && optout === 'optional');

function turning(transform: Transform | undefined): Step {
  if (transform === undefined) return (value) => value;
  return (value) => {
    const payload: z.core.ParsePayload = { value, issues: [] };
    const turned = transform(value, payload);
    return payload.issues.length > 0 ? REFUSED : turned;
  };
}

/** The schema's own checks, in their order, of a value that they may change. */
function checking(checks: readonly Check[]): Step {
  return (value) => {
    const payload: z.core.ParsePayload = { value, issues: [] };
    for (const { _zod } of checks) {
      if (_zod.def.when !== undefined && !_zod.def.when(payload)) continue;
      void _zod.check(payload);
      if (payload.issues.length > 0) return REFUSED;
    }
    return payload.value;
  };
}

/** A format is a check of its own. */
function checksOf(schema: z.core.$ZodType): readonly Check[] {
  const own = definitionOf(schema).checks ?? [];
  return schema._zod.traits.has('$ZodCheck') ? [schema as unknown as Check, ...own] : own;
}

const LEAVES: ReadonlySet<string> = new Set(['string', 'number', 'boolean', 'bigint', 'date', 'literal', 'enum']);
const isLeaf = (schema: z.core.$ZodType): boolean => LEAVES.has(schema._zod.def.type);

/** Of nobody but zod is it known what else they do. */
const mayChange = ({ _zod }: Check): boolean => !['min_length', 'max_length', 'length_equals'].includes(_zod.def.check);

const definitionOf = (schema: z.core.$ZodType): Definition => schema._zod.def as Definition;
