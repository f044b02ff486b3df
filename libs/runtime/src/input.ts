import { type CanActivate, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type EndpointDefinition, type Parsed, type Part, type Refusal, refusalAt } from '@openprepay/contracts/http/endpoint';
import type { FieldError } from '@openprepay/contracts/http/problem';
import { quickCodecOf } from '@openprepay/contracts/quick-codec';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { RefusedInput, RequestError } from './problem.js';

/** No more wrong places than this are listed in one answer, and no more is said of each: what was sent wrong does not come back whole. */
export const MAX_FIELD_ERRORS = 20;
export const MAX_FIELD_TEXT_LENGTH = 200;

/** Input objects and arrays nested deeper than this are refused. */
export const MAX_INPUT_DEPTH = 32;

declare const contract: unique symbol;

/** What the contract makes of a request's parts; `undefined` for those that it does not name. */
export type Input<E extends EndpointDefinition> = {
  readonly [Name in 'params' | 'query' | 'headers' | 'body']: Parsed<Part<E, Name>>;
} & { readonly [contract]?: E };
export type ContractKey = typeof contract;

declare module 'fastify' {
  interface FastifyRequest {
    /** The parts of the request as its endpoint's contract reads them. */
    input?: Readonly<Record<string, unknown>>;
  }
}

/** Injects what the caller sent, checked and decoded: `@Input() { body }: Input<typeof billingApi.endpoints.openAccount>`. */
export const Input = createParamDecorator(
  (_data: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<FastifyRequest>().input,
);

const NO_QUERY = z.strictObject({});

/**
 * Reads every part of a request by its contract, whether or not the handler asks for it: an unknown query parameter is refused everywhere.
 * As a guard of the route it comes after that of all routes, which knows who is asking; an interceptor would cost more than the reading.
 */
export class InputGuard implements CanActivate {
  constructor(private readonly endpoint: EndpointDefinition) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    request.input = this.read(request);
    return true;
  }

  private read({ params, query, headers, body }: FastifyRequest): Readonly<Record<string, unknown>> {
    const { endpoint } = this;
    return {
      params: endpoint.params && parseInput(endpoint.params, params),
      query: parseInput(endpoint.query ?? NO_QUERY, query),
      headers: endpoint.headers && parseInput(endpoint.headers, pick(headers, Object.keys(endpoint.headers.shape))),
      body: endpoint.body && parseInput(endpoint.body, body),
    };
  }
}

const pick = (headers: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(names.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])));

/**
 * Checks and decodes input.
 *
 * @throws {RequestError} `request.invalid` with the places that are wrong, or the code that the schema gives one of them (`refusedAs`)
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const unstorable = refuseUnstorable(input);
  if (unstorable) throw refused([shortened(unstorable)], { wrong: 1 });
  const quick = quickCodecOf(schema).decode(input);
  if (quick !== undefined) return quick;
  const parsed = schema.safeParse(input, { reportInput: true });
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  throw refused(issues.slice(0, MAX_FIELD_ERRORS).map(toFieldError), { wrong: issues.length, code: codeOf(schema, issues) });
}

/** @param wrong how many places are, of which `errors` are the first */
function refused(errors: readonly FieldError[], { wrong, code }: { readonly wrong: number; readonly code?: string | undefined }): Error {
  const [first] = errors;
  const text = first?.path ? `${first.path}: ${first.message}` : (first?.message ?? 'the input is wrong');
  const message = wrong > 1 ? `${text} (and ${wrong - 1} more)` : text;
  return code === undefined ? new RequestError('request.invalid', message, { errors }) : new RefusedInput(code, message, errors);
}

/** The first value that has a code of its own decides; a value that is merely missing may have another. */
function codeOf(schema: z.ZodType, issues: readonly z.core.$ZodIssue[]): string | undefined {
  for (const { path, input } of issues) {
    const refusal: Refusal | undefined = refusalAt(schema, path);
    if (refusal) return input === undefined || input === '' ? (refusal.missing ?? refusal.invalid) : refusal.invalid;
  }
  return undefined;
}

const toFieldError = ({ path, message }: z.core.$ZodIssue): FieldError => shortened({ path: path.map(String).join('.'), message });

const shortened = ({ path, message }: FieldError): FieldError => ({ path: cut(path), message: cut(message) });

/** Never in the middle of a character. */
const cut = (text: string): string =>
  text.length <= MAX_FIELD_TEXT_LENGTH ? text : `${text.slice(0, MAX_FIELD_TEXT_LENGTH - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;

interface Visit {
  readonly value: unknown;
  readonly path: string;
  readonly depth: number;
}

/** Tabs and line ends are text; PostgreSQL stores no NUL, and no other character of these says anything but to a terminal. */
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/;
/** Half a surrogate pair would be stored as another character. */
const HALF = /\p{Surrogate}/u;

/** Text that is kept and shown as it came, or what is wrong with it. */
const wrongIn = (text: string): string | undefined =>
  CONTROL.test(text) ? 'contains a control character' : HALF.test(text) ? 'contains half a character' : undefined;

/** What no schema need ask for: that text can be stored, and that recursion over the input ends. */
function refuseUnstorable(input: unknown): FieldError | undefined {
  const open: Visit[] = [{ value: input, path: '', depth: 0 }];
  for (let visit = open.pop(); visit; visit = open.pop()) {
    const { value, path, depth } = visit;
    const wrong = typeof value === 'string' ? wrongIn(value) : undefined;
    if (wrong !== undefined) return { path, message: wrong };
    // Bytes, and streams of them, are read by whoever knows what they are.
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array || Symbol.asyncIterator in value) continue;
    if (depth >= MAX_INPUT_DEPTH) return { path: '', message: `nested deeper than ${MAX_INPUT_DEPTH} levels` };
    for (const [key, child] of Object.entries(value)) {
      const wrongKey = wrongIn(key);
      if (wrongKey !== undefined) return { path, message: `a name ${wrongKey}` };
      open.push({ value: child, path: path ? `${path}.${key}` : key, depth: depth + 1 });
    }
  }
  return undefined;
}
