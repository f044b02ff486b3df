import { RequestQueue } from './kafkajs-inside.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { quietConnections } from './quiet-connections.js';

const REQUEST_TIMEOUT_MS = 15_000;
const nothing = (): void => undefined;
const logger = { debug: nothing, warn: nothing, namespace: () => logger };

interface Options {
  readonly maxInFlightRequests?: number;
  readonly isConnected?: () => boolean;
}

/** A connection's queue whose requests are sent to nobody; `sent` are those that left it. */
function connection({ maxInFlightRequests, isConnected = () => true }: Options = {}) {
  const sent: number[] = [];
  const queue = new RequestQueue({
    maxInFlightRequests,
    isConnected,
    requestTimeout: REQUEST_TIMEOUT_MS,
    enforceRequestTimeout: true,
    clientId: 'test',
    broker: 'nobody:9092',
    logger,
  });
  const ask = (correlationId: number): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const entry = { correlationId, apiName: 'Fetch', apiKey: 1, apiVersion: 11, resolve, reject };
      queue.push({ entry, expectResponse: true, sendRequest: () => void sent.push(correlationId) });
    });
  const answer = (correlationId: number): void => queue.fulfillRequest({ correlationId, payload: Buffer.alloc(0), size: 0 });
  return { queue, sent, ask, answer };
}

describe('a connection to a broker', () => {
  beforeEach(() => {
    quietConnections();
    vi.useFakeTimers();
  });
  afterEach(() => void vi.useRealTimers());

  it('wakes nobody once all that it was asked is answered', async () => {
    const { ask, answer } = connection();
    const asked = ask(1);

    answer(1);

    await expect(asked).resolves.toMatchObject({ correlationId: 1 });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('sends what had to wait as soon as there is room', () => {
    const { sent, ask, answer } = connection({ maxInFlightRequests: 1 });
    void ask(1);
    void ask(2);
    expect(sent).toEqual([1]);

    answer(1);

    expect(sent).toEqual([1, 2]);
  });

  it('sends what a broker had asked to hold back when the time is up', async () => {
    const { queue, sent, ask } = connection();
    queue.maybeThrottle(200);
    void ask(1);

    await vi.advanceTimersByTimeAsync(199);
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(2);
    expect(sent).toEqual([1]);
  });

  it('gives a request up that nobody answers in time', async () => {
    const { queue, ask } = connection();
    queue.scheduleRequestTimeoutCheck();
    const refused = expect(ask(1)).rejects.toThrow('timed out');

    await vi.advanceTimersByTimeAsync(REQUEST_TIMEOUT_MS + 1_000);

    await refused;
    queue.destroy();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('gives it up also while it is being closed, and wakes nobody after that', async () => {
    const { queue, ask } = connection({ isConnected: () => false });
    queue.scheduleRequestTimeoutCheck();
    const refused = expect(ask(1)).rejects.toThrow('timed out');

    await vi.advanceTimersByTimeAsync(REQUEST_TIMEOUT_MS + 1_000);

    await refused;
    expect(vi.getTimerCount()).toBe(0);
  });
});
