import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { Logger, StreamableFile } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { systemClock } from '@openprepay/persistence/clock';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DEFAULT_BODY_LIMIT, type EndpointDefinition } from '@openprepay/contracts/http/endpoint';
import { type RequestErrorCode, requestErrors } from '@openprepay/contracts/http/problem';
import { Answer, applyAnswer } from './answer.js';
import { BODY_TIME, limitBodyTime } from './body-time.js';
import { PROBLEM_CONTENT_TYPE, RequestError } from './problem.js';
import type { SendProblem } from './problem-filter.js';
import { refuseRepeatedHeaders } from './repeated-headers.js';
import { repeatedName } from './repeated-names.js';
import { requestIdFrom } from './request-context.js';
import { RouteTable } from './route-table.js';

/** Bodies are bounded before they are parsed; an endpoint that takes more says so in its contract. */
export const BODY_LIMIT_BYTES = DEFAULT_BODY_LIMIT;
/** A request's headers must have arrived by then; its body has `BODY_TIME`. */
export const HEADERS_TIMEOUT_MS = 30_000;
/** Longer than a gateway keeps its side open, so that it never writes to a connection we are closing. */
export const KEEP_ALIVE_TIMEOUT_MS = 72_000;
export const MAX_PARAM_LENGTH = 256;
const MAX_NAME_SHOWN = 64;

/** Media types that are handed to the handler as text; which endpoint takes which is its own `consumes`. */
const TEXT_TYPES = ['text/plain'];
/** Handed to the handler as text too, or as the stream that comes where the endpoint says `streamed`. */
const CSV_TYPE = 'text/csv';
/** XML says itself how it is encoded, or that it is packed: it is handed on as the bytes that came. */
const XML_TYPES = ['text/xml', 'application/xml', 'application/soap+xml'];
const JSON_ONLY = ['application/json'];

declare module 'fastify' {
  interface FastifyContextConfig {
    endpoint?: EndpointDefinition;
  }
}

export interface HttpAdapterOptions {
  readonly sendProblem: SendProblem;
  /** Believe X-Forwarded-For of the proxy in front. */
  readonly trustProxy?: boolean | string;
}

/** Fastify as this platform wants it: every refusal, however early, is problem+json. */
export class HttpAdapter extends FastifyAdapter {
  private readonly routes = new RouteTable();

  constructor(private readonly adapterOptions: HttpAdapterOptions) {
    super({
      // The adapter otherwise loads Express-style middleware, which costs every request.
      skipMiddie: true,
      multipart: false,
      bodyLimit: BODY_LIMIT_BYTES,
      // a body that is read as it comes may take long: each body is timed by itself
      requestTimeout: 0,
      http: { headersTimeout: HEADERS_TIMEOUT_MS },
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      forceCloseConnections: 'idle',
      return503OnClosing: false,
      routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
      genReqId: (request: { readonly headers: Record<string, string | string[] | undefined> }) =>
        requestIdFrom(request.headers['x-request-id'], () => systemClock.newId()),
      frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => adapterOptions.sendProblem(error, request, reply),
      clientErrorHandler: refuseUnreadable,
      trustProxy: adapterOptions.trustProxy ?? false,
    });
    const fastify = this.getInstance<FastifyInstance>();
    fastify.decorateRequest('principal', undefined);
    fastify.addHook('onRoute', (route) => {
      this.routes.add(route.method, route.url);
      const limit = route.config?.endpoint?.bodyLimit;
      if (limit !== undefined) route.bodyLimit = limit;
    });
    fastify.addHook('onRequest', (request, reply, done) => {
      limitBodyTime(request.raw, BODY_TIME, { streamed: isStreamed(request), late: () => refuseLate(request, reply) });
      refuseRepeatedHeaders(request, Object.keys(request.routeOptions.config.endpoint?.headers?.shape ?? {}));
      done();
    });
    fastify.addHook('preParsing', async (request) => refuseForeignType(request));
    addParsers(fastify);
  }

  /** Nest's own handlers would answer in Nest's shape. */
  override setErrorHandler(_handler: unknown): ReturnType<FastifyAdapter['setErrorHandler']> {
    return this.getInstance<FastifyInstance>().setErrorHandler((error, request, reply) =>
      this.adapterOptions.sendProblem(error, request, reply),
    );
  }

  override setNotFoundHandler(_handler: unknown): ReturnType<FastifyAdapter['setNotFoundHandler']> {
    return this.getInstance<FastifyInstance>().setNotFoundHandler((request, reply) =>
      this.adapterOptions.sendProblem(this.notFound(request), request, reply),
    );
  }

  /** A handler's own status and headers are taken here: an interceptor would cost each request its detour. */
  override reply(response: FastifyReply, body: unknown, statusCode?: number): FastifyReply {
    if (!(body instanceof Answer)) return super.reply(response, body, statusCode);
    const left = applyAnswer(response, body as Answer);
    if (!(left instanceof Readable)) return super.reply(response, left);
    // As a stream that a handler returns bare: HEAD reads none of it, and what fails in its midst is logged.
    left.on('error', (error) => new Logger(HttpAdapter.name).error(error));
    return super.reply(response, new StreamableFile(left));
  }

  private notFound(request: FastifyRequest): RequestError {
    const path = request.url.split('?', 1)[0] ?? '/';
    const allowed = this.routes.methodsOf(path);
    if (allowed.length === 0) return new RequestError('request.not_found', 'there is nothing at this address');
    return new RequestError('request.method_not_allowed', `this address takes ${allowed.join(', ')}`, {
      headers: { allow: allowed.join(', ') },
    });
  }
}

function addParsers(fastify: FastifyInstance): void {
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    // A body that is announced but empty is no body: clients set the header on every POST.
    if (body.length === 0) done(null, undefined);
    else void parseJson(request, body as string, (error, value?: unknown) => done(error ?? repeatedNameError(body as string), value));
  });
  fastify.addContentTypeParser(XML_TYPES, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  fastify.addContentTypeParser(CSV_TYPE, async (request: FastifyRequest, payload: AsyncIterable<Uint8Array>) =>
    request.routeOptions.config.endpoint?.streamed === true ? payload : textOf(payload, request.routeOptions.bodyLimit),
  );
  fastify.addContentTypeParser(TEXT_TYPES, { parseAs: 'string' }, (_request, body, done) => done(null, body));
}

/** What a service reads as it comes is not held at a gateway either, which has the files of all of them. */
function isStreamed({ routeOptions, headers }: FastifyRequest): boolean {
  const { endpoint } = routeOptions.config;
  return endpoint ? endpoint.streamed === true : headers['content-type']?.startsWith(CSV_TYPE) === true;
}

async function textOf(payload: AsyncIterable<Uint8Array>, limit: number = BODY_LIMIT_BYTES): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of payload) {
    length += part.length;
    // What comes after is read too, and thrown away: the answer would be lost on a connection that is closed before.
    if (length <= limit) parts.push(part);
  }
  if (length > limit) throw new RequestError('request.body_too_large', `the body has more than ${limit} bytes`);
  return Buffer.concat(parts).toString('utf8');
}

function repeatedNameError(body: string): RequestError | null {
  const name = repeatedName(body);
  if (name === undefined) return null;
  const error = { path: '', message: `an object has the name ${JSON.stringify(name.slice(0, MAX_NAME_SHOWN))} twice` };
  return new RequestError('request.invalid', error.message, { errors: [error] });
}

function refuseForeignType(request: FastifyRequest): undefined {
  const { endpoint } = request.routeOptions.config;
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (!endpoint || type === undefined) return undefined;
  const taken: readonly string[] = endpoint.consumes ?? JSON_ONLY;
  if (taken.includes(type)) return undefined;
  throw new RequestError('request.unsupported_media_type', `this endpoint takes ${taken.join(', ')}`);
}

/** What is answered already has no second answer on its connection. */
function refuseLate({ raw: { socket } }: FastifyRequest, reply: FastifyReply): void {
  if (reply.raw.headersSent) socket.destroy();
  else refuseUnreadable(LATE, socket);
}

/** As Node itself says it of a request that takes too long. */
const LATE: NodeJS.ErrnoException = Object.assign(new Error('the body takes too long'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });

/** Answers what is no HTTP at all, or too large a header: there is no request to hang an answer on. */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const code = unreadableCode(error);
  const status = requestErrors[code];
  const body = JSON.stringify({
    type: `urn:openprepay:problem:${code}`,
    title: 'Unreadable request',
    status,
    detail: 'the request could not be read',
    code,
  });
  socket.end(
    `HTTP/1.1 ${status} Refused\r\ncontent-type: ${PROBLEM_CONTENT_TYPE}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

function unreadableCode(error: NodeJS.ErrnoException): RequestErrorCode {
  if (error.code === 'HPE_HEADER_OVERFLOW') return 'request.headers_too_large';
  return error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'request.timeout' : 'request.invalid';
}
