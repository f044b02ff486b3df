import { TILL_HEADER } from '@openprepay/contracts/http/vending-xmlvend';
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { XMLVEND_PREFIX } from './target.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The terminal that vending has signed in by what the message said. */
    till: string | undefined;
  }
}

export const addTill = (fastify: FastifyInstance): void => void fastify.decorateRequest('till', undefined);

/** Notes who a till's message was of, as vending says in its answer; nobody else is told. */
export function keepTill(request: FastifyRequest, { [TILL_HEADER]: till, ...headers }: IncomingHttpHeaders): IncomingHttpHeaders {
  if (isXmlvend(request) && typeof till === 'string') request.till = till;
  return headers;
}

/** A till's message, which says in itself who it is of. */
export const isXmlvend = ({ method, raw: { url = '' } }: FastifyRequest): boolean => method === 'POST' && url.startsWith(XMLVEND_PREFIX);
