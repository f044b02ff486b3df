import type { IncomingHttpHeaders } from 'node:http';
import { requestHeaderNames } from '@openprepay/contracts/http/apis';
import { TILL_CERTIFICATE_HEADER } from '@openprepay/contracts/http/vending-xmlvend';
import replyFrom from '@fastify/reply-from';
import { refuseRepeatedHeaders } from '@openprepay/runtime/repeated-headers';
import { RequestError, RETRY_AFTER_SECONDS } from '@openprepay/runtime/problem';
import type { SendProblem } from '@openprepay/runtime/problem-filter';
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import '../sessions/asking.hook.js';
import { GatewayError } from '../gateway-error.js';
import type { VouchForCertificate } from '../tokens/vouch-for-certificate.js';
import type { ServiceUrls } from './service-urls.js';
import { aliasTarget, ELECTRUM_PREFIX, isAlias, type ProxiedService, publicLocation, serviceTarget, XMLVEND_PREFIX } from './target.js';
import { holdMessage } from './hold-message.hook.js';
import { isXmlvend, keepTill } from './till-of-answer.hook.js';

/** Connections to one service at most; more requests wait for one. More than one utility may have waiting. */
export const MAX_CONNECTIONS_PER_SERVICE = 512;
/** A service that does not take a connection within this is away. */
export const CONNECT_TIMEOUT_MS = 2_000;
/** Longest wait for a service's answer to begin: longer than a vend waits for its token. */
export const ANSWER_TIMEOUT_MS = 30_000;
/** Longest silence within an answer's body. */
export const BODY_TIMEOUT_MS = 60_000;
/** Shorter than the services keep their side open, so that no request meets a closing connection. */
export const KEEP_ALIVE_MS = 30_000;
/** Announced bodies above this are refused here; each service has its own, smaller limit. */
export const MAX_PROXIED_BODY_BYTES = 256 * 1_048_576;

const METHODS: HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
/** What belongs to the client's connection, or what only we may say of it. */
const DROPPED_HEADERS = [
  'expect',
  'upgrade',
  'keep-alive',
  'te',
  'trailer',
  'proxy-connection',
  'proxy-authorization',
  'forwarded',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-public-origin',
  'x-real-ip',
  TILL_CERTIFICATE_HEADER,
];
const BODYLESS = new Set(['GET', 'HEAD']);
/** Faults of the request that the HTTP client finds before it sends anything. */
const CLIENT_FAULTS = new Set(['UND_ERR_INVALID_ARG', 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH', 'UND_ERR_NOT_SUPPORTED']);

/** Of every contract: what any service reads. */
const HEADERS = requestHeaderNames();

declare module 'fastify' {
  interface FastifyRequest {
    /** What the gateway says of the certificate that a till has come with, signed. */
    vouched: string | undefined;
  }
}

export interface ProxyOptions {
  readonly services: ServiceUrls;
  readonly vouch: Pick<VouchForCertificate, 'execute'>;
  readonly sendProblem: SendProblem;
}

/**
 * Passes `/api/<service>/v1/*` on, and `/xmlvend/*` and `/prepaidutility/*` to vending, streaming both ways: bodies are neither parsed nor
 * held, but for the messages of tills with a certificate.
 */
export async function addProxy(fastify: FastifyInstance, { services, vouch, sendProblem }: ProxyOptions): Promise<void> {
  fastify.decorateRequest('vouched', undefined);
  for (const [service, base] of Object.entries(services) as [ProxiedService, string][]) {
    await fastify.register(async (scope) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
      scope.setErrorHandler((error, request, reply) => sendProblem(error, request, reply));
      await scope.register(replyFrom, {
        base,
        disableCache: true,
        disableRequestLogging: true,
        undici: {
          connections: MAX_CONNECTIONS_PER_SERVICE,
          pipelining: 1,
          keepAliveTimeout: KEEP_ALIVE_MS,
          connect: { timeout: CONNECT_TIMEOUT_MS },
          headersTimeout: ANSWER_TIMEOUT_MS,
          bodyTimeout: BODY_TIMEOUT_MS,
        },
      });
      const forward = forwarder(service, sendProblem);
      for (const url of [`/api/${service}/v1`, `/api/${service}/v1/*`])
        scope.route({ method: METHODS, url, exposeHeadRoute: false, handler: forward });
      if (service !== 'vending') return;
      scope.addHook('preHandler', async (request) => {
        if (isXmlvend(request)) request.vouched = await vouch.execute(request.raw, () => holdMessage(request));
      });
      scope.route({ method: ['GET', 'POST'], url: `${XMLVEND_PREFIX}:profile`, exposeHeadRoute: false, handler: forward });
      scope.route({ method: 'POST', url: `${ELECTRUM_PREFIX}*`, handler: forward });
    });
  }
}

const forwarder =
  (service: ProxiedService, sendProblem: SendProblem) =>
  (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    // The service takes a token's word for who somebody is; here it is known what has become of them.
    if (request.ended) throw request.ended;
    // Joined by us they would reach the service as one value.
    refuseRepeatedHeaders(request, HEADERS);
    const url = request.raw.url ?? '';
    const target = isAlias(url) ? aliasTarget(url) : serviceTarget(service, url);
    if (Number(request.headers['content-length'] ?? 0) > MAX_PROXIED_BODY_BYTES)
      throw new RequestError('request.body_too_large', 'the body is larger than any service takes');
    return reply.from(target, {
      // Repeating is the caller's to decide: only they know what is safe.
      retryDelay: () => null,
      rewriteRequestHeaders: (_original, headers) => upstreamHeaders(request, headers),
      rewriteHeaders: (headers) => clientHeaders(service, keepTill(request, headers)),
      onError: (failed, { error }) => {
        if (!failed.raw.destroyed) sendProblem(upstreamFailure(service, error), request, failed as FastifyReply);
      },
    });
  };

function upstreamHeaders(request: FastifyRequest, headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const passed: IncomingHttpHeaders = { ...headers };
  for (const name of DROPPED_HEADERS) delete passed[name];
  if (BODYLESS.has(request.method)) {
    delete passed['content-length'];
    delete passed['content-type'];
  }
  passed['x-request-id'] = request.id;
  passed['x-forwarded-for'] = request.ip;
  passed['x-forwarded-proto'] = request.protocol;
  // A document that says where the door is says it as its reader has found it.
  if (request.method === 'GET' && isAlias(request.raw.url ?? '')) passed['x-public-origin'] = `${request.protocol}://${request.host}`;
  if (request.vouched !== undefined) passed[TILL_CERTIFICATE_HEADER] = request.vouched;
  if (request.trace) passed['traceparent'] = request.trace.traceparent;
  return passed;
}

/** What a service says of its own connection with us is not for the client's connection. */
function clientHeaders(service: ProxiedService, headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const {
    connection: _connection,
    'keep-alive': _keepAlive,
    'proxy-authenticate': _proxy,
    upgrade: _upgrade,
    trailer: _trailer,
    ...passed
  } = headers;
  if (passed.location !== undefined) passed.location = publicLocation(service, passed.location);
  return passed;
}

interface UpstreamError extends Error {
  readonly code?: string;
  readonly statusCode?: number;
}

function upstreamFailure(service: ProxiedService, error: UpstreamError): Error {
  const cause = error.cause as UpstreamError | undefined;
  if (CLIENT_FAULTS.has(cause?.code ?? error.code ?? ''))
    return new RequestError('request.invalid', 'the request cannot be passed on', { cause: error });
  if (error.statusCode === 504) return new GatewayError('gateway.service_timeout', `${service} did not answer in time`, { cause: error });
  return new GatewayError('gateway.service_unavailable', `${service} is away; try again in ${RETRY_AFTER_SECONDS} s`, { cause: error });
}
