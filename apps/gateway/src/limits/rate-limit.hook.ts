import { gatewayApi } from '@openprepay/contracts/http/gateway';
import type { AccessTokens } from '@openprepay/runtime/access-token';
import { RequestError } from '@openprepay/runtime/problem';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type BucketRules, TokenBuckets } from './token-bucket.js';

export interface RateLimits {
  readonly perSubject: BucketRules;
  /** For callers without a valid token, by address. */
  readonly perAddress: BucketRules;
}

export interface RateLimitOptions extends RateLimits {
  readonly accessTokens: AccessTokens;
  readonly nowMs: () => number;
}

/** Answered from memory, and asked by machines: the services' key set, and supervisors. */
const UNLIMITED = new Set<string>([gatewayApi.endpoints.readKeySet.path, gatewayApi.endpoints.readHealth.path]);

/** Bounds what one caller may ask for: per signed-in subject, else per address. */
export function addRateLimit(fastify: FastifyInstance, { accessTokens, perSubject, perAddress, nowMs }: RateLimitOptions): void {
  const subjects = new TokenBuckets(perSubject);
  const addresses = new TokenBuckets(perAddress);
  fastify.addHook('onRequest', async (request) => {
    if (UNLIMITED.has(request.routeOptions.url ?? '')) return;
    const subject = await subjectOf(request, accessTokens);
    const waitSeconds = subject === undefined ? addresses.take(request.ip, nowMs()) : subjects.take(subject, nowMs());
    if (waitSeconds === 0) return;
    throw new RequestError('request.rate_limited', 'too many requests', {
      headers: { 'retry-after': String(Math.max(1, Math.ceil(waitSeconds))) },
    });
  });
}

/** Who is asking, if they can prove it. What a bad token means is the service's to say. */
async function subjectOf(request: FastifyRequest, accessTokens: AccessTokens): Promise<string | undefined> {
  const { authorization } = request.headers;
  if (authorization === undefined) return undefined;
  try {
    return (await accessTokens.verify(authorization)).subject;
  } catch {
    return undefined;
  }
}
