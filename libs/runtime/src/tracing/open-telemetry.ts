import { type Context, ROOT_CONTEXT, SpanKind as Kind, SpanStatusCode, trace, TraceFlags, type Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { isTraceparent, type Span, type SpanKind, type Spans, type SpanStart } from '@openprepay/messaging/trace';

const KINDS = {
  server: Kind.SERVER,
  client: Kind.CLIENT,
  producer: Kind.PRODUCER,
  consumer: Kind.CONSUMER,
  internal: Kind.INTERNAL,
} as const satisfies Record<SpanKind, Kind>;

export interface OpenTelemetry {
  readonly spans: Spans;
  /** Sends what is still held back. */
  readonly stop: () => Promise<void>;
}

/**
 * Spans that leave by OTLP over HTTP. Where to, with which headers, how many and how often is the exporter's, the sampler's
 * and the processor's to read from the standard `OTEL_…` variables; the service's name is its own.
 */
export function openTelemetry(name: string): OpenTelemetry {
  const fromEnvironment = detectResources({ detectors: [envDetector] });
  const provider = new BasicTracerProvider({
    resource: defaultResource()
      .merge(fromEnvironment)
      .merge(resourceFromAttributes({ 'service.name': name, 'service.namespace': 'openprepay' })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  const tracer = provider.getTracer('openprepay');
  return { spans: { startSpan: (start) => startSpan(tracer, start) }, stop: () => provider.shutdown() };
}

function startSpan(tracer: Tracer, { name, kind, parent, attributes }: SpanStart): Span {
  const span = tracer.startSpan(name, { kind: KINDS[kind], attributes }, contextOf(parent));
  const { traceId, spanId, traceFlags } = span.spanContext();
  return {
    traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
    end: (error) => {
      // The message may hold what a log may not: the kind of the error says enough to find its line by the trace.
      if (error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: kindOf(error) });
      span.end();
    },
  };
}

function contextOf(traceparent: string | undefined): Context {
  if (!isTraceparent(traceparent)) return ROOT_CONTEXT;
  const [, traceId = '', spanId = '', flags = ''] = traceparent.split('-');
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED,
    isRemote: true,
  });
}

const kindOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'error';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
};
