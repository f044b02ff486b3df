import { AsyncVariable } from '@openprepay/pace/async-variable';

const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;
const current = new AsyncVariable<string>();

/** W3C trace context of what is being worked on; the outbox stores it with each event that names no other cause. */
export const currentTraceparent = (): string | undefined => current.get();

/** Runs `work` within a trace; without a well-formed one it runs in none. */
export const withTraceparent = <T>(traceparent: string | undefined, work: () => T): T =>
  current.run(isTraceparent(traceparent) ? traceparent : undefined, work);

export const isTraceparent = (text: string | undefined): text is string => text !== undefined && TRACEPARENT.test(text);

/** What a span is about, in OpenTelemetry's words. */
export type SpanKind = 'server' | 'client' | 'producer' | 'consumer' | 'internal';

export interface SpanStart {
  /** An operation and what it is done to, of few different values: `process vending.vend.completed`. */
  readonly name: string;
  readonly kind: SpanKind;
  /** W3C trace context of what caused the work; without one the span begins a trace. */
  readonly parent: string | undefined;
  /** By OpenTelemetry's semantic conventions; never a token, a key or a name of a person. */
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
}

/** A timed piece of work in a trace. */
export interface Span {
  /** Trace context of the span itself: the parent of whatever the work causes. */
  readonly traceparent: string | undefined;
  /** Called once, when the work has ended; with what it threw, where it failed. Must not throw. */
  end(error?: unknown): void;
}

/**
 * The port to a tracer. An adapter turns `parent` into the tracer's context, starts a span with the given kind and attributes,
 * gives its own trace context back as `traceparent`, and on `end` records the error, if any, and its status. It samples as it
 * likes: a span that is not recorded still passes its trace on. It is called for each event that is handled or sent, so it
 * must not wait; what it exports it keeps for later, within a limit.
 */
export interface Spans {
  startSpan(start: SpanStart): Span;
}

const end = (): void => undefined;
/** No tracer: the trace goes on as it came, and nothing is timed. */
const passOn: Spans = { startSpan: ({ parent }) => ({ traceparent: parent, end }) };
let installed: Spans = passOn;

/**
 * Has spans recorded from now on, in this process. To be called once, before messaging starts.
 *
 * @returns puts the former ones back
 */
export function useSpans(spans: Spans): () => void {
  const former = installed;
  installed = spans;
  return () => void (installed = former);
}

/** Whether spans are recorded at all: without a tracer, busy paths spare themselves the spans. */
export const recordsSpans = (): boolean => installed !== passOn;

export const startSpan = (start: SpanStart): Span => installed.startSpan(start);

/** Runs `work` with one span open for each subject, and ends them all with what it throws. */
export async function inSpans<T>(starts: readonly SpanStart[], work: (spans: readonly Span[]) => Promise<T>): Promise<T> {
  const spans = starts.map(startSpan);
  const endAll = (error?: unknown): void => spans.forEach((span) => span.end(error));
  let result: T;
  try {
    result = await work(spans);
  } catch (error) {
    endAll(error);
    throw error;
  }
  endAll();
  return result;
}
