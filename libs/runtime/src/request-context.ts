import { randomUUID } from 'node:crypto';
import { withTraceparent } from '@openprepay/messaging/trace';
import { AsyncVariable } from '@openprepay/pace/async-variable';

/** What identifies the work that is being done, in logs, answers and events. */
export interface RequestContext {
  readonly requestId: string;
  /** W3C trace context. */
  readonly traceparent: string;
}

const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
const SPAN_ID_DIGITS = 16;

const current = new AsyncVariable<RequestContext>();

export const requestContext = (): RequestContext | undefined => current.get();

/** Logs of `work` carry the ids, and events that it leaves in the outbox carry the trace. */
export const runInContext = <T>(context: RequestContext, work: () => T): T =>
  current.run(context, () => withTraceparent(context.traceparent, work));

/** A caller's request id, where it is one that may stand in a log; else a new one. */
export const requestIdFrom = (header: string | string[] | undefined, newId: () => string): string =>
  typeof header === 'string' && REQUEST_ID.test(header) ? header : newId();

/** Continues the caller's trace with a span of our own, or starts one. */
export function traceparentFrom(header: string | string[] | undefined): string {
  const span = randomDigits().slice(-SPAN_ID_DIGITS);
  if (typeof header === 'string' && TRACEPARENT.test(header)) return `${header.slice(0, 36)}${span}${header.slice(52)}`;
  return `00-${randomDigits()}-${span}-01`;
}

/** 32 hexadecimal digits, never all of them 0. Of these Node has a store; random octets it asks the system for, each time. */
const randomDigits = (): string => randomUUID().replaceAll('-', '');
