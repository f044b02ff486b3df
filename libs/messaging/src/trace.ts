import { AsyncLocalStorage } from 'node:async_hooks';

const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;
const current = new AsyncLocalStorage<string>();

/** W3C trace context of what is being worked on; the outbox stores it with each event. */
export const currentTraceparent = (): string | undefined => current.getStore();

/** Runs `work` within a trace; without a well-formed one it runs in none. */
export const withTraceparent = <T>(traceparent: string | undefined, work: () => T): T =>
  isTraceparent(traceparent) ? current.run(traceparent, work) : current.exit(work);

export const isTraceparent = (text: string | undefined): text is string => text !== undefined && TRACEPARENT.test(text);
