import { beforeEach, describe, expect, it, vi } from 'vitest';
import { abortableFetches, fetchingUntil } from './abortable-fetches.js';
import { RequestQueue } from './kafkajs-inside.js';

const nothing = (): void => undefined;
const warn = vi.fn();
const logger = { debug: nothing, warn, namespace: () => logger };

/** A connection's queue whose requests are sent to nobody. */
function connection() {
  const queue = new RequestQueue({
    maxInFlightRequests: undefined,
    isConnected: () => true,
    requestTimeout: 15_000,
    enforceRequestTimeout: false,
    clientId: 'test',
    broker: 'nobody:9092',
    logger,
  });
  const ask = (correlationId: number, apiName = 'Fetch'): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const entry = { correlationId, apiName, apiKey: 1, apiVersion: 11, resolve, reject };
      queue.push({ entry, expectResponse: true, sendRequest: nothing });
    });
  const answer = (correlationId: number, text: string): void => {
    const payload = Buffer.from(text);
    queue.fulfillRequest({ correlationId, payload, size: payload.length });
  };
  return { queue, ask, answer };
}

describe('a fetch of a consumer that ends', () => {
  beforeEach(() => {
    abortableFetches();
    warn.mockClear();
  });

  it('is answered with nothing; what the broker says of it later is not told', async () => {
    const ended = new AbortController();
    const { queue, ask, answer } = connection();
    const asked = fetchingUntil(ended.signal, () => ask(1));

    ended.abort();

    await expect(asked).resolves.toMatchObject({ correlationId: 1, payload: Buffer.alloc(14) });
    expect(queue.inflight.size).toBe(0);
    answer(1, 'late');
    expect(warn).not.toHaveBeenCalled();
  });

  it('has its answer where that came before', async () => {
    const ended = new AbortController();
    const { ask, answer } = connection();
    const asked = fetchingUntil(ended.signal, () => ask(1));

    answer(1, 'news');
    ended.abort();

    await expect(asked).resolves.toMatchObject({ payload: Buffer.from('news') });
  });

  it('ends alone: other requests, and fetches of others, are waited for', async () => {
    const ended = new AbortController();
    const { ask, answer } = connection();
    const leave = fetchingUntil(ended.signal, () => ask(1, 'LeaveGroup'));
    const other = ask(2);

    ended.abort();
    answer(1, 'left');
    answer(2, 'news');

    await expect(leave).resolves.toMatchObject({ payload: Buffer.from('left') });
    await expect(other).resolves.toMatchObject({ payload: Buffer.from('news') });
  });
});
