import fc from 'fast-check';
import type { z } from 'zod';

export interface SampleOptions {
  /** True: now and then something else stands where a part should be. */
  readonly spoilt?: boolean;
}

/** What a schema reads, by its own limits and patterns; a rule of its own may refuse some of it all the same. */
export function sampleOf(schema: z.core.$ZodType, options: SampleOptions = {}): fc.Arbitrary<unknown> {
  const sample = plainSampleOf(schema, options);
  return options.spoilt === true ? fc.oneof({ weight: 40, arbitrary: sample }, { weight: 1, arbitrary: fc.anything() }) : sample;
}

const MOST = 2;

interface Limits {
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  readonly pattern: RegExp | undefined;
}

/** As zod's checks have them, whatever is checked. */
interface Checked {
  readonly check?: string;
  readonly pattern?: RegExp;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly length?: number;
  readonly value?: number | bigint;
  readonly inclusive?: boolean;
}

/** What a schema's own checks allow; a format is a check of its own. */
function limitsOf({ _zod: { def } }: z.core.$ZodType): Limits {
  const { checks = [] } = def as { readonly checks?: readonly z.core.$ZodCheck[] };
  const all: readonly Checked[] = [def as Checked, ...checks.map((check) => check._zod.def as Checked)];
  const bound = (kind: string, step: number): number | undefined => {
    const found = all.find(({ check }) => check === kind);
    return found?.value === undefined ? undefined : Number(found.value) + (found.inclusive === true ? 0 : step);
  };
  const exact = all.find(({ length }) => length !== undefined)?.length;
  return {
    minimum: exact ?? all.find(({ minimum }) => minimum !== undefined)?.minimum ?? bound('greater_than', 1),
    maximum: exact ?? all.find(({ maximum }) => maximum !== undefined)?.maximum ?? bound('less_than', -1),
    pattern: all.find(({ pattern }) => pattern !== undefined)?.pattern,
  };
}

function plainSampleOf(schema: z.core.$ZodType, options: SampleOptions): fc.Arbitrary<unknown> {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const { minimum, maximum, pattern } = limitsOf(schema);
  switch (def.type) {
    case 'string': {
      const length = { minLength: minimum ?? 0, maxLength: Math.min(maximum ?? 100, 100) };
      if (!pattern) return fc.string(length);
      if (minimum !== undefined && minimum === maximum) return fc.string({ ...length, unit: fc.constantFrom('a', 'B', '7', '_', '-') });
      return fc.stringMatching(pattern).filter((text) => text.length <= length.maxLength && text.length >= length.minLength);
    }
    case 'number':
      return fc.integer({ min: Math.max(minimum ?? -1_000, -1_000_000), max: Math.min(maximum ?? 1_000_000, 1_000_000) });
    case 'boolean':
      return fc.boolean();
    case 'literal':
      return fc.constantFrom(...def.values);
    case 'enum':
      return fc.constantFrom(...Object.values(def.entries));
    case 'array':
      return fc.array(sampleOf(def.element, options), {
        minLength: minimum ?? 0,
        maxLength: Math.min(maximum ?? Infinity, (minimum ?? 0) + MOST),
      });
    case 'object': {
      const fields = Object.entries(def.shape);
      return fc.record(Object.fromEntries(fields.map(([name, field]) => [name, sampleOf(field, options)])), {
        requiredKeys: fields.filter(([, { _zod }]) => _zod.optin === undefined).map(([name]) => name),
      });
    }
    case 'record':
      return fc.dictionary(sampleOf(def.keyType) as fc.Arbitrary<string>, sampleOf(def.valueType, options), { maxKeys: MOST });
    case 'optional':
    case 'nullable':
    case 'default':
    case 'readonly':
      return sampleOf(def.innerType, options);
    case 'union':
      return fc.oneof(...def.options.map((option) => sampleOf(option, options)));
    case 'pipe':
      return sampleOf(def.in, options);
    default:
      return fc.anything();
  }
}
