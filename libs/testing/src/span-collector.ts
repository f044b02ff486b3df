import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { z } from 'zod';

const MAX_BODY_BYTES = 16 * 1_048_576;

/** What of OTLP's JSON the tests look at. */
const attribute = z.object({ key: z.string(), value: z.object({ stringValue: z.string().optional() }) });
const exported = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(attribute) }),
      scopeSpans: z.array(
        z.object({
          spans: z.array(z.object({ traceId: z.string(), spanId: z.string(), parentSpanId: z.string().optional(), name: z.string() })),
        }),
      ),
    }),
  ),
});

export interface CollectedSpan {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
}

export interface SpanCollector {
  /** Where `OTEL_EXPORTER_OTLP_ENDPOINT` points. */
  readonly url: string;
  readonly spans: readonly CollectedSpan[];
  stop(): Promise<void>;
}

/** Takes spans as any OTLP collector would, over HTTP in JSON, and keeps them. */
export async function startSpanCollector(): Promise<SpanCollector> {
  const spans: CollectedSpan[] = [];
  const server = createServer((request, response) => {
    void take(request).then(
      (some) => {
        spans.push(...some);
        response.setHeader('content-type', 'application/json').end('{}');
      },
      (error: unknown) => response.writeHead(400).end(String(error)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the collector has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    spans,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function take(request: IncomingMessage): Promise<CollectedSpan[]> {
  if (request.url !== '/v1/traces') throw new Error(`nothing is collected at ${request.url ?? ''}`);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new Error('more spans than a test makes');
    chunks.push(chunk);
  }
  const { resourceSpans } = exported.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
    return scopeSpans.flatMap(({ spans }) =>
      spans.map(({ traceId, spanId, parentSpanId, name }) => ({ service, name, traceId, spanId, parentSpanId: parentSpanId || undefined })),
    );
  });
}
