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

export function addSecurityHeaders(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.headers(SECURITY_HEADERS);
    // Only where the caller came by TLS: a promise of it over plain HTTP is ignored, and wrong.
    if (request.protocol === 'https') void reply.header('strict-transport-security', `max-age=${ONE_YEAR_SECONDS}`);
    done();
  });
}
