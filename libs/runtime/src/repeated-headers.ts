import type { FastifyRequest } from 'fastify';
import { RequestError } from './problem.js';

/** What comes once or not at all, whatever is called. RFC 9112, 3.2; RFC 9110, 5.3 */
const ONCE = ['host', 'authorization', 'content-type', 'content-length'] as const;

/**
 * Refuses a header that comes twice and means one thing: joined, it would be another value than either (RFC 9110, 5.3), and a key
 * that a careless middleman has added again would sell again.
 *
 * @param names besides those that every request has once; in lower case
 * @throws {RequestError} `request.invalid`
 */
export function refuseRepeatedHeaders({ raw: { rawHeaders, headers } }: FastifyRequest, names: readonly string[]): void {
  // Node has read each name once, by its lower case: where there are as many as came, none came twice.
  if (Object.keys(headers).length * 2 === rawHeaders.length) return;
  const seen = new Set<string>();
  for (let place = 0; place < rawHeaders.length; place += 2) {
    const name = rawHeaders[place]?.toLowerCase() ?? '';
    if (seen.has(name) && ((ONCE as readonly string[]).includes(name) || names.includes(name)))
      throw new RequestError('request.invalid', `the header ${name} comes more than once`, {
        errors: [{ path: name, message: 'comes more than once' }],
      });
    seen.add(name);
  }
}
