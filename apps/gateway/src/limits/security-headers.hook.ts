import type { FastifyInstance } from 'fastify';

/** What browsers are told of every answer; pages loosen the policy for themselves alone. */
const SECURITY_HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
} as const;
const ONE_YEAR_SECONDS = 31_536_000;

/** @param hasPlainPort whether the service itself is reached without TLS as well */
export function addSecurityHeaders(fastify: FastifyInstance, { hasPlainPort }: { readonly hasPlainPort: boolean }): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.headers(SECURITY_HEADERS);
    // Only where the caller came by TLS: a promise of it over plain HTTP is ignored, and wrong. It is of all ports of a host, so that
    // whoever had it from a listener beside a plain one would not reach that one again.
    const isBesidePlain = hasPlainPort && 'encrypted' in request.raw.socket;
    if (request.protocol === 'https' && !isBesidePlain) void reply.header('strict-transport-security', `max-age=${ONE_YEAR_SECONDS}`);
    done();
  });
}
