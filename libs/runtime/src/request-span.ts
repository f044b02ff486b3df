import { recordsSpans, type Span, startSpan } from '@openprepay/messaging/trace';
import type { FastifyReply, FastifyRequest } from 'fastify';

const spans = new WeakMap<FastifyRequest, Span>();

/** A span of the request within its caller's trace; undefined where none are recorded. */
export function startRequestSpan(request: FastifyRequest): Span | undefined {
  if (!recordsSpans()) return undefined;
  const route = request.routeOptions.url ?? 'unmatched';
  const header = request.headers['traceparent'];
  const span = startSpan({
    name: `${request.method} ${route}`,
    kind: 'server',
    parent: typeof header === 'string' ? header : undefined,
    attributes: { 'http.request.method': request.method, 'http.route': route },
  });
  spans.set(request, span);
  return span;
}

/** A refusal is the caller's affair; only what the service could not do is an error of the span. */
export function endRequestSpan(request: FastifyRequest, reply: FastifyReply): void {
  const span = spans.get(request);
  spans.delete(request);
  span?.end(reply.statusCode >= 500 ? Object.assign(new Error(), { code: `http.${reply.statusCode}` }) : undefined);
}
