import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { httpDuration } from './metrics.js';
import { type RequestContext, runInContext, traceparentFrom } from './request-context.js';
import { endRequestSpan, startRequestSpan } from './request-span.js';

declare module 'fastify' {
  interface FastifyRequest {
    trace: RequestContext | undefined;
  }
}

const NOSNIFF = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' } as const;

/** Ids, trace, duration metric and access log of every request. */
export function addRequestHooks(fastify: FastifyInstance, logger: Logger): void {
  const duration = httpDuration();
  fastify.decorateRequest('trace', undefined);
  fastify.addHook('onRequest', (request, reply, done) => {
    const span = startRequestSpan(request);
    const context = { requestId: request.id, traceparent: span?.traceparent ?? traceparentFrom(request.headers['traceparent']) };
    request.trace = context;
    void reply.headers(NOSNIFF).header('x-request-id', request.id);
    runInContext(context, done);
  });
  // The body's stream belongs to the connection, not to the request: what follows it must be told again whose it is.
  fastify.addHook('preValidation', (request, _reply, done) => {
    if (request.trace) runInContext(request.trace, done);
    else done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = routeOf(request);
    endRequestSpan(request, reply);
    duration.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1_000);
    const line = {
      method: request.method,
      route,
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime),
      requestId: request.id,
    };
    if (reply.statusCode >= 400) logger.info(line, 'request refused');
    else logger.debug(line, 'request');
    done();
  });
}

/** The pattern, never the address: addresses are unbounded and may hold what is nobody's business. */
const routeOf = (request: FastifyRequest): string => request.routeOptions.url ?? 'unmatched';
