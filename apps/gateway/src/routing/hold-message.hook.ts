import { Readable } from 'node:stream';
import { MAX_XMLVEND_BYTES } from '@openprepay/contracts/http/vending-xmlvend';
import { RequestError } from '@openprepay/runtime/problem';
import type { VouchedMessage } from '@openprepay/runtime/vouched-certificate';
import type { FastifyRequest } from 'fastify';
import { aliasTarget } from './target.js';

/**
 * The whole message of a till, as vending will read it; it is passed on from here.
 * @throws {RequestError} `request.body_too_large`; {GatewayError} `gateway.path_refused`
 */
export async function holdMessage(request: FastifyRequest): Promise<VouchedMessage> {
  const [path = ''] = aliasTarget(request.raw.url ?? '').split('?');
  const body = request.body instanceof Readable ? await readAll(request.body) : Buffer.alloc(0);
  if (body.length > 0) request.body = Readable.from([body], { objectMode: false });
  return { method: request.method, path, body };
}

async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  // whoever sends too much is still to be told so, on the connection that it would end otherwise
  for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_XMLVEND_BYTES) throw new RequestError('request.body_too_large', 'the body is larger than any message of a till');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
