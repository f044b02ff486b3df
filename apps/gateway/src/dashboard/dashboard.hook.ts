import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isUnchanged, representationOf } from './negotiate.js';
import { isApiPath, isPagePath, pathOf } from './page-path.js';
import type { StaticFile, StaticFiles } from './static-files.js';

/**
 * Everything from here and nothing framed; no script but the files'. Styles may stand in the page: its components write theirs as
 * they are drawn, and a style runs nothing.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');
const FOR_EVER = 'public, max-age=31536000, immutable';
const ASK_AGAIN = 'no-cache';
const HTML = /(?:^|,)\s*text\/html\s*(?:;|,|$)/i;

/** Serves what the dashboard was built to, at `/`; the API, and what is neither a file nor a page, stay as they are. */
export function addDashboard(fastify: FastifyInstance, files: StaticFiles): void {
  fastify.get('/*', (request, reply) => {
    const found = fileFor(request, files);
    if (found === undefined) return reply.callNotFound();
    return send(request, reply, found);
  });
}

function fileFor({ raw, headers }: FastifyRequest, files: StaticFiles): StaticFile | undefined {
  const path = pathOf(raw.url ?? '');
  if (path === undefined || isApiPath(path)) return undefined;
  const file = files.get(path);
  if (file !== undefined) return file;
  return isPagePath(path) && HTML.test(headers.accept ?? '') ? files.get('/index.html') : undefined;
}

function send({ headers }: FastifyRequest, reply: FastifyReply, file: StaticFile): FastifyReply {
  const { body, encoding, etag } = representationOf(file, headers['accept-encoding']);
  void reply.headers({ 'content-security-policy': POLICY, 'cache-control': file.hashed ? FOR_EVER : ASK_AGAIN, etag });
  if (Object.keys(file.compressed).length > 0) void reply.header('vary', 'accept-encoding');
  if (isUnchanged(headers['if-none-match'], etag)) return reply.status(304).send();
  if (encoding !== undefined) void reply.header('content-encoding', encoding);
  return reply.header('content-type', file.type).send(body);
}
