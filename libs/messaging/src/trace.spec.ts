import { afterEach, describe, expect, it } from 'vitest';
import { currentTraceparent, inSpans, recordsSpans, startSpan, useSpans, withTraceparent, type SpanStart } from './trace.js';

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const start: SpanStart = { name: 'process x', kind: 'consumer', parent: TRACE, attributes: {} };

describe('the current trace', () => {
  it('is that of the work, through whatever it waits for, and none outside of it', async () => {
    const seen = await withTraceparent(TRACE, async () => {
      await Promise.resolve();
      return currentTraceparent();
    });

    expect(seen).toBe(TRACE);
    expect(currentTraceparent()).toBeUndefined();
  });

  it.each([undefined, '', 'x', `${TRACE}-more`, TRACE.toUpperCase()])('is none within %s', (text) => {
    withTraceparent(TRACE, () => withTraceparent(text, () => expect(currentTraceparent()).toBeUndefined()));
  });
});

describe('spans', () => {
  const restores: (() => void)[] = [];
  afterEach(() => restores.splice(0).forEach((restore) => restore()));

  it('pass the trace on and cost nothing else where no tracer is in use', () => {
    expect(recordsSpans()).toBe(false);
    expect(startSpan(start).traceparent).toBe(TRACE);
  });

  it('are the tracer’s from the moment it is in use until it is taken out again', () => {
    const stop = useSpans({ startSpan: () => ({ traceparent: 'mine', end: () => undefined }) });

    expect([recordsSpans(), startSpan(start).traceparent]).toEqual([true, 'mine']);
    stop();
    expect([recordsSpans(), startSpan(start).traceparent]).toEqual([false, TRACE]);
  });

  it('end once each, with what the work threw', async () => {
    const ended: unknown[] = [];
    restores.push(useSpans({ startSpan: ({ parent }) => ({ traceparent: parent, end: (error) => void ended.push(error) }) }));
    const failure = new Error('no');

    await expect(inSpans([start, start], () => Promise.reject(failure))).rejects.toBe(failure);
    await inSpans([start], () => Promise.resolve());

    expect(ended).toEqual([failure, failure, undefined]);
  });
});
