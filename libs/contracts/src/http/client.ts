import type { z } from 'zod';
import type { Api } from './api.js';
import { malformed, refusal } from './client-errors.js';
import type { EndpointDefinition, EventOf, EventStream, MediaType, Part, Wire } from './endpoint.js';
import { bytesOf, eventsOf } from './event-stream.js';

/** Longer than the gateway waits for a service. */
export const DEFAULT_TIMEOUT_MS = 35_000;
const JSON_MEDIA_TYPE = 'application/json';
const EVENT_STREAM = 'text/event-stream';

export type AccessToken = string | (() => string | undefined | Promise<string | undefined>);

export interface ClientOptions {
  /** The gateway's, e.g. `http://127.0.0.1:8080`; in a page of the gateway's own, `location.origin`. */
  readonly origin: string;
  /** True where `origin` is the service's own: nothing stands before its paths. */
  readonly direct?: boolean;
  readonly token?: AccessToken;
  /** Until the answer is there; of a stream, until it begins. */
  readonly timeoutMs?: number;
  readonly fetch?: typeof fetch;
}

/** What may stand beside the parts of a call. */
export interface CallOptions {
  readonly token?: AccessToken;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

type Nothing = Record<never, never>;
type MayBeEmpty<Schema> = Schema extends z.ZodType ? (Nothing extends z.input<Schema> ? true : false) : true;
type PartOf<E extends EndpointDefinition, Name extends 'params' | 'query' | 'headers' | 'body'> =
  Part<E, Name> extends infer Schema
    ? Schema extends z.ZodType
      ? MayBeEmpty<Schema> extends true
        ? { readonly [N in Name]?: Wire<Schema> }
        : { readonly [N in Name]: Wire<Schema> }
      : unknown
    : never;

/** A body that is read as it comes may be a file, which is sent without being held in memory. */
type BodyPart<E extends EndpointDefinition> = E extends { readonly streamed: true } ? { readonly body: string | Blob } : PartOf<E, 'body'>;

/** The parts that an endpoint takes, as they go on the wire. */
export type CallParts<E extends EndpointDefinition> = PartOf<E, 'params'> & PartOf<E, 'query'> & PartOf<E, 'headers'> & BodyPart<E>;

type BodyOf<E extends EndpointDefinition, Answer> = Answer extends z.ZodType
  ? z.output<Answer>
  : Answer extends 'text/event-stream'
    ? EventsOf<E>
    : Answer extends `text/${string}`
      ? string
      : ReadableStream<Uint8Array>;

/** The events as they come, where the endpoint says what they are; leaving the loop, or the call's `signal`, closes the stream. */
type EventsOf<E extends EndpointDefinition> = E extends { readonly stream: infer Stream extends EventStream }
  ? AsyncGenerator<EventOf<Stream>, void, undefined>
  : ReadableStream<Uint8Array>;

/** One answer that the endpoint names; told apart by `status`. */
export type AnswerOf<E extends EndpointDefinition> = {
  readonly [Status in keyof E['answers'] & number]: {
    readonly status: Status;
    readonly body: BodyOf<E, E['answers'][Status]>;
    readonly headers: Headers;
  };
}[keyof E['answers'] & number];

type Call<E extends EndpointDefinition> =
  Nothing extends CallParts<E>
    ? (call?: CallParts<E> & CallOptions) => Promise<AnswerOf<E>>
    : (call: CallParts<E> & CallOptions) => Promise<AnswerOf<E>>;

/** A function for each endpoint of the api. */
export type Client<A extends Api> = { readonly [Name in keyof A['endpoints']]: Call<A['endpoints'][Name]> };

/**
 * Calls an api with the types of its contract; answers are checked against it.
 *
 * Each function throws `ApiError` for every answer that the endpoint does not name, and what `fetch` throws where none came:
 * a `TypeError` without connection, an `AbortError`, a `TimeoutError`.
 */
export function client<A extends Api>(api: A, options: ClientOptions): Client<A> {
  const base = `${options.origin.replace(/\/+$/, '')}${options.direct === true ? '' : api.publicPath}`;
  const calls = Object.entries(api.endpoints).map(([name, endpoint]) => [
    name,
    (call: AnyCall = {}) => send(endpoint, { ...options, ...call, url: `${base}${addressOf(endpoint, call)}` }),
  ]);
  return Object.freeze(Object.fromEntries(calls)) as Client<A>;
}

type Fields = Readonly<Record<string, string | number | boolean | undefined>>;

interface AnyCall extends CallOptions {
  readonly params?: Fields;
  readonly query?: Fields;
  readonly headers?: Fields;
  readonly body?: unknown;
}

interface AnyAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

function addressOf({ path }: EndpointDefinition, { params = {}, query = {} }: AnyCall): string {
  const filled = path.replaceAll(/:(\w+)/g, (_, name: string) => segment(name, params[name]));
  const given = Object.entries(query).flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, String(value)]]));
  return given.length === 0 ? filled : `${filled}?${new URLSearchParams(given).toString()}`;
}

/** A dot segment would be taken for a way up, and nothing for another endpoint. */
function segment(name: string, value: Fields[string]): string {
  const text = encodeURIComponent(String(value));
  if (value === undefined || text === '' || text === '.' || text === '..') throw new TypeError(`${name} cannot be a part of an address`);
  return text;
}

async function send(endpoint: EndpointDefinition, call: AnyCall & ClientOptions & { readonly url: string }): Promise<AnyAnswer> {
  const { fetch: request = fetch, timeoutMs = DEFAULT_TIMEOUT_MS, signal } = call;
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(new DOMException(`no answer within ${timeoutMs} ms`, 'TimeoutError')), timeoutMs);
  try {
    const response = await request(call.url, {
      method: endpoint.method,
      headers: await headersOf(endpoint, call),
      signal: signal === undefined ? timeout.signal : AbortSignal.any([signal, timeout.signal]),
      ...(call.body === undefined ? {} : { body: isJson(endpoint) ? JSON.stringify(call.body) : (call.body as string | Blob) }),
    });
    return await read(endpoint, response);
  } finally {
    clearTimeout(timer);
  }
}

const isJson = ({ consumes = [JSON_MEDIA_TYPE] }: EndpointDefinition): boolean => consumes[0] === JSON_MEDIA_TYPE;

async function headersOf(endpoint: EndpointDefinition, { headers = {}, body, token }: AnyCall): Promise<Headers> {
  const sent = new Headers();
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) sent.set(name, String(value));
  if (body !== undefined) sent.set('content-type', endpoint.consumes?.[0] ?? JSON_MEDIA_TYPE);
  const accessToken = typeof token === 'function' ? await token() : token;
  if (accessToken !== undefined) sent.set('authorization', `Bearer ${accessToken}`);
  return sent;
}

/** @throws {ApiError} */
async function read(endpoint: EndpointDefinition, response: Response): Promise<AnyAnswer> {
  const { status, headers } = response;
  const answer = endpoint.answers[status];
  if (answer === undefined) throw await refusal(response);
  if (typeof answer === 'string') return { status, headers, body: await passThrough(answer, endpoint, response) };
  const parsed = answer.safeParse(await jsonOf(response));
  if (!parsed.success) throw malformed(response, parsed.error);
  return { status, headers, body: parsed.data };
}

async function passThrough(type: MediaType, { stream }: EndpointDefinition, response: Response): Promise<unknown> {
  if (type === EVENT_STREAM && stream !== undefined) return eventsOf(stream, response);
  return type.startsWith('text/') && type !== EVENT_STREAM ? response.text() : bytesOf(response);
}

async function jsonOf(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw malformed(response, error);
  }
}
