import { readFile } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';

const ASSETS = new URL('../../assets/', import.meta.url);
const FILES = [
  { path: '/', file: 'status.html', type: 'text/html; charset=utf-8' },
  { path: '/status.css', file: 'status.css', type: 'text/css; charset=utf-8' },
  { path: '/status.js', file: 'status.js', type: 'text/javascript; charset=utf-8' },
] as const;
/** Everything from here, nothing inline, nothing framed. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** A plain page that shows the services' states and, once signed in, what happens. Read once; three small files. */
export async function addStatusPage(fastify: FastifyInstance): Promise<void> {
  for (const { path, file, type } of FILES) {
    const text = await readFile(new URL(file, ASSETS), 'utf8');
    fastify.get(path, (_request, reply) =>
      reply.headers({ 'content-type': type, 'content-security-policy': PAGE_POLICY, 'cache-control': 'no-cache' }).send(text),
    );
  }
}
