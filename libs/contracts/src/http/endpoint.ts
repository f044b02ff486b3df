import { z } from 'zod';
import type { Role } from '../identity.js';

/** Bytes of a body, unless the endpoint says more. */
export const DEFAULT_BODY_LIMIT = 16_384;

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Who may call. Besides the named roles `admin` passes, and `auditor` every GET. */
export type Access =
  | {
      readonly roles: readonly Role[];
      /** Keeps administrators out: dual control is not to be had by handing out roles to oneself. */
      readonly adminExcluded?: true;
    }
  /** Whoever is signed in. */
  | { readonly anyRole: true }
  /** Needs no token. */
  | { readonly public: true }
  /** Those who run the installation (the `platform` claim). */
  | { readonly platform: true };

/** A media type whose body is no JSON: text arrives as a string, everything else as a stream. */
export type MediaType = `${string}/${string}`;

/** What a `text/event-stream` tells: server-sent events, their data JSON. */
export interface EventStream {
  /** By name. A reader passes over names that it does not know: a later version may add some. */
  readonly events: Readonly<Record<string, z.ZodType>>;
  /** A stream that says nothing for so long, not even a comment, is dead. */
  readonly silenceLimitMs: number;
}

/** One event of a stream as its schema reads it; told apart by `event`. */
export type EventOf<Stream extends EventStream> = {
  readonly [Name in keyof Stream['events'] & string]: { readonly event: Name; readonly data: z.output<Stream['events'][Name]> };
}[keyof Stream['events'] & string];

/** Everything that two sides must agree on about one call. */
export interface EndpointDefinition {
  readonly method: Method;
  /** As the service itself serves it, parameters as `:name`. */
  readonly path: `/${string}`;
  readonly summary: string;
  /** The group of the document that it stands in. */
  readonly tag: string;
  readonly access: Access;
  /** One schema per parameter of the path. */
  readonly params?: z.ZodObject;
  /** A strict object; without one, any query parameter at all is refused. */
  readonly query?: z.ZodObject;
  /** Names in lower case. Headers that are not named here are nobody's business. */
  readonly headers?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Media types of the body; `application/json` unless said. */
  readonly consumes?: readonly MediaType[];
  /** The body, `text/csv`, is handed to the handler as the stream that comes: it reads no further than its own limit. */
  readonly streamed?: true;
  /** Bytes, where {@link DEFAULT_BODY_LIMIT} is not enough. */
  readonly bodyLimit?: number;
  /** Status → schema, or → media type where the answer is no JSON. The first 2xx is what the handler answers unless it says otherwise. */
  readonly answers: Readonly<Record<number, z.ZodType | MediaType>>;
  /** What else the answer with this status can be, by the request's `accept`: media type → schema, or true where it is no JSON. */
  readonly alsoAnswers?: Readonly<Record<string, z.ZodType | true>>;
  /** What an answer tells that is `text/event-stream`. */
  readonly stream?: EventStream;
  /** Headers of these answers, names in lower case. */
  readonly answerHeaders?: z.ZodObject;
  /** Codes of the service, besides those that any call may meet. */
  readonly errors?: readonly string[];
  /** For machines on the same network: the gateway does not pass it on, so it is not in the public document. */
  readonly hook?: true;
}

/** Describes one call: `openAccount: endpoint({ method: 'POST', path: '/v1/accounts', … })`. */
export const endpoint = <const E extends EndpointDefinition>(definition: E): E => Object.freeze(definition);

/** The schema of an answer without a body (204). */
export const noBody = z.undefined();

type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;

/** What goes on the wire: what a caller writes, and what a service answers (`export type AccountAnswer = Wire<typeof account>`). */
export type Wire<Schema> = Schema extends z.ZodType ? DeepReadonly<z.input<Schema>> : undefined;
/** What the schema makes of it. */
export type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

export type Part<E extends EndpointDefinition, Name extends keyof EndpointDefinition> = E extends { readonly [N in Name]: infer Schema }
  ? Schema
  : undefined;

/** The statuses an endpoint answers when all is well. */
export type AnswerStatus<E extends EndpointDefinition> = keyof E['answers'] & number;

export interface Refusal {
  /** Where the value is not there at all; `invalid` unless said. */
  readonly missing?: string;
  readonly invalid: string;
}

/** Codes of the domain for values that the schema refuses already; without one it is `request.invalid`. */
const refusals = new WeakMap<object, Refusal>();

/** Gives a value a code of its own: `refusedAs(z.string().max(128), { invalid: 'vending.idempotency_key_invalid' })`. */
export function refusedAs<Schema extends z.ZodType>(schema: Schema, refusal: Refusal): Schema {
  refusals.set(schema, refusal);
  return schema;
}

/** The code of the innermost value on the way to `path` that has one of its own. */
export function refusalAt(root: z.core.$ZodType, path: readonly PropertyKey[]): Refusal | undefined {
  let schema: z.core.$ZodType | undefined = root;
  let found = refusals.get(root);
  for (const step of path) {
    schema = schema && childOf(schema, step);
    if (!schema) break;
    found = refusals.get(schema) ?? found;
  }
  return found;
}

function childOf(schema: z.core.$ZodType, step: PropertyKey): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject) return (schema.shape as Readonly<Record<PropertyKey, z.core.$ZodType>>)[step];
  if (schema instanceof z.ZodArray) return schema.element;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable)
    return childOf(schema.unwrap(), step);
  return undefined;
}

const descriptions = new WeakMap<object, z.ZodType>();

/**
 * A body that the domain itself reads, with words of its own for what is wrong. The schema describes it to callers and types
 * them; the handler gets it as it came.
 */
export function readByDomain<Schema extends z.ZodType>(schema: Schema): z.ZodType<unknown, z.input<Schema>> {
  const body = z.unknown() as z.ZodType<unknown, z.input<Schema>>;
  descriptions.set(body, schema);
  return body;
}

/** The schema that describes a part to callers. */
export const descriptionOf = (schema: z.ZodType): z.ZodType => descriptions.get(schema) ?? schema;
