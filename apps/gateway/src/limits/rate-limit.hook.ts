import { gatewayApi } from '@openprepay/contracts/http/gateway';
import { RequestError } from '@openprepay/runtime/problem';
import type { FastifyInstance } from 'fastify';
import '../sessions/asking.hook.js';
import { type BucketRules, TokenBuckets } from './token-bucket.js';

export interface RateLimits {
  readonly perSubject: BucketRules;
  /** For callers without a valid token, by address. */
  readonly perAddress: BucketRules;
}

export interface RateLimitOptions extends RateLimits {
  readonly nowMs: () => number;
}

const { readKeySet, readHealth, signIn } = gatewayApi.endpoints;
/**
 * Answered from memory, and asked by machines: the services' key set, and supervisors. Signing in has limits of its own, which tell
 * those who are known at an address from whatever floods it.
 */
const UNLIMITED = new Set<string>([readKeySet.path, readHealth.path, signIn.path]);

/** Bounds what one caller may ask for: per signed-in subject, else per address. */
export function addRateLimit(fastify: FastifyInstance, { perSubject, perAddress, nowMs }: RateLimitOptions): void {
  const subjects = new TokenBuckets(perSubject);
  const addresses = new TokenBuckets(perAddress);
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (UNLIMITED.has(request.routeOptions.url ?? '')) return done();
    const { asking, ip } = request;
    const waitSeconds = asking === undefined ? addresses.take(ip, nowMs()) : subjects.take(asking.subject, nowMs());
    if (waitSeconds === 0) return done();
    const headers = { 'retry-after': String(Math.max(1, Math.ceil(waitSeconds))) };
    done(new RequestError('request.rate_limited', 'too many requests', { headers }));
  });
}
