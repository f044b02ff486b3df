import type { PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import { type FieldError, RequestError } from './problem.js';

/** No more wrong places than this are listed in one answer. */
export const MAX_FIELD_ERRORS = 50;

/** Input objects and arrays nested deeper than this are refused. */
export const MAX_INPUT_DEPTH = 32;

/** A pipe that carries its schema, so that the OpenAPI document is drawn from what is really checked. */
export interface ValidPipe<Schema extends z.ZodType> extends PipeTransform<unknown, z.output<Schema>> {
  readonly schema: Schema;
}

/**
 * Checks and decodes a body, a query or a parameter: `@Body(valid(vendRequest)) body: VendRequest`.
 *
 * @throws {RequestError} `request.invalid` with the places that are wrong
 */
export const valid = <Schema extends z.ZodType>(schema: Schema): ValidPipe<Schema> => ({
  schema,
  transform: (input: unknown): z.output<Schema> => parseInput(schema, input),
});

/** As `valid`, for input that does not come through a controller. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const plain = refuseUnstorable(input);
  if (plain) throw invalid([plain]);
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw invalid(parsed.error.issues.slice(0, MAX_FIELD_ERRORS).map(toFieldError));
}

const invalid = (errors: readonly FieldError[]): RequestError =>
  new RequestError('request.invalid', errors.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; '), { errors });

const toFieldError = (issue: z.core.$ZodIssue): FieldError => ({ path: issue.path.map(String).join('.'), message: issue.message });

interface Visit {
  readonly value: unknown;
  readonly path: string;
  readonly depth: number;
}

/** PostgreSQL stores no NUL in text, and recursion over the input must end: both are told apart before any schema runs. */
function refuseUnstorable(input: unknown): FieldError | undefined {
  const open: Visit[] = [{ value: input, path: '', depth: 0 }];
  for (let visit = open.pop(); visit; visit = open.pop()) {
    const { value, path, depth } = visit;
    if (typeof value === 'string' && value.includes('\0')) return { path, message: 'contains a NUL character' };
    if (typeof value !== 'object' || value === null) continue;
    if (depth >= MAX_INPUT_DEPTH) return { path: '', message: `nested deeper than ${MAX_INPUT_DEPTH} levels` };
    for (const [key, child] of Object.entries(value)) {
      if (key.includes('\0')) return { path, message: 'a name contains a NUL character' };
      open.push({ value: child, path: path ? `${path}.${key}` : key, depth: depth + 1 });
    }
  }
  return undefined;
}
