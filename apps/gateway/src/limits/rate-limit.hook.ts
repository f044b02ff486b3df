import { gatewayApi } from '@openprepay/contracts/http/gateway';
import { RequestError } from '@openprepay/runtime/problem';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import '../sessions/asking.hook.js';
import { ELECTRUM_PREFIX } from '../routing/target.js';
import { TillCredentials } from './till-credentials.js';
import { addTill, isXmlvend } from '../routing/till-of-answer.hook.js';
import { type BucketRules, TokenBuckets } from './token-bucket.js';

export interface RateLimits {
  readonly perSubject: BucketRules;
  /** For callers without a valid token, by address; and for a till, by its credential. */
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

/**
 * Bounds what one caller may ask for: per signed-in subject, per till whose credential a service has taken, else per address. Tills of one
 * shop, or of one provider, have one address. A till whose credential is in its message pays when it is answered, and its address has back
 * what it has lent; what a till cannot pay for itself stays its address's.
 */
export function addRateLimit(fastify: FastifyInstance, { perSubject, perAddress, nowMs }: RateLimitOptions): void {
  const subjects = new TokenBuckets(perSubject);
  const addresses = new TokenBuckets(perAddress);
  const tills = new TokenBuckets(perAddress);
  const credentials = new TillCredentials();
  addTill(fastify);
  fastify.addHook('onRequest', (request, reply, done) => {
    if (UNLIMITED.has(request.routeOptions.url ?? '')) return done();
    const { asking, ip } = request;
    const till = asking === undefined ? credentialOf(request) : undefined;
    const name = till === undefined ? undefined : credentials.nameOf(till);
    if (name !== undefined) reply.raw.once('finish', () => credentials.note(name, reply.raw.statusCode, nowMs()));
    const waitSeconds =
      asking !== undefined
        ? subjects.take(asking.subject, nowMs())
        : name !== undefined && credentials.isKnown(name, nowMs())
          ? tills.take(name, nowMs())
          : addresses.take(ip, nowMs());
    if (waitSeconds === 0) {
      if (asking === undefined && isXmlvend(request)) {
        reply.raw.once('finish', () => {
          const paid = request.till !== undefined && tills.take(`xmlvend ${request.till}`, nowMs()) === 0;
          if (paid) addresses.giveBack(ip, nowMs());
        });
      }
      return done();
    }
    const headers = { 'retry-after': String(Math.max(1, Math.ceil(waitSeconds))) };
    done(new RequestError('request.rate_limited', 'too many requests', { headers }));
  });
}

const BASIC = /^Basic +([A-Za-z0-9+/]+={0,2})$/i;

/**
 * What a till signs in by, where that is in a header, in one spelling of it. What is posted there is answered by the service alone: a
 * page of the dashboard, which anyone is given, says nothing about a credential.
 */
function credentialOf({ method, raw: { url = '' }, headers: { authorization = '' } }: FastifyRequest): string | undefined {
  const encoded = method === 'POST' && url.startsWith(ELECTRUM_PREFIX) ? BASIC.exec(authorization)?.[1] : undefined;
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8');
}
