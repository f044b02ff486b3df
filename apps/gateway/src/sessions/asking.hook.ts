import type { Principal } from '@openprepay/contracts/identity';
import type { AccessTokens } from '@openprepay/runtime/access-token';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { SessionEnded } from './live-access-tokens.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is asking, where they have proved it; what a bad token means is for whoever answers to say. */
    asking: Principal | undefined;
    /** Why a token that is right does not count any more. */
    ended: SessionEnded | undefined;
  }
}

/** Finds out who is asking, once for all that want to know it. */
export function addAsking(fastify: FastifyInstance, accessTokens: AccessTokens): void {
  fastify.decorateRequest('asking', undefined);
  fastify.decorateRequest('ended', undefined);
  fastify.addHook('onRequest', (request) => identify(request, accessTokens));
}

async function identify(request: FastifyRequest, accessTokens: AccessTokens): Promise<void> {
  const { authorization } = request.headers;
  if (authorization === undefined) return;
  try {
    request.asking = await accessTokens.verify(authorization);
  } catch (error) {
    if (error instanceof SessionEnded) request.ended = error;
  }
}
