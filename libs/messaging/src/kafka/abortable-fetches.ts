import { AsyncVariable } from '@openprepay/pace/async-variable';
import { RequestQueue } from './kafkajs-inside.js';

/** A fetch waits at the broker for news, and the client, when its consumer ends, for the fetch. */
const wanted = new AsyncVariable<AbortSignal>();

/** Fetches that were given up: their answers come all the same. */
const givenUp = new WeakMap<RequestQueue, Set<number>>();

const FETCH = 'Fetch';
/** No topics, no error, no throttling: in each version that the client knows the whole answer, or its beginning, is of these zeros. */
const NOTHING = Buffer.alloc(14);

let abortable = false;

/**
 * Runs a consumer whose fetches end once `ended` is aborted, with nothing. To be aborted once the consumer has been told to stop: it
 * would fetch again at once.
 */
export const fetchingUntil = <T>(ended: AbortSignal, run: () => Promise<T>): Promise<T> => wanted.run(ended, run);

/** Lets the fetches end of what `fetchingUntil` runs. */
export function abortableFetches(): void {
  if (abortable) return;
  abortable = true;
  const queue = RequestQueue.prototype;
  const { push, fulfillRequest } = queue;

  queue.push = function (this: RequestQueue, request): void {
    const ended = request.entry.apiName === FETCH ? wanted.get() : undefined;
    if (ended === undefined) {
      push.call(this, request);
      return;
    }
    const { correlationId, resolve, reject } = request.entry;
    const giveUp = (): void => {
      if (!this.inflight.has(correlationId)) return;
      givenUp.set(this, (givenUp.get(this) ?? new Set()).add(correlationId));
      fulfillRequest.call(this, { correlationId, payload: NOTHING, size: NOTHING.length });
    };
    const settled =
      <Outcome>(settle: (outcome: Outcome) => void) =>
      (outcome: Outcome): void => {
        ended.removeEventListener('abort', giveUp);
        settle(outcome);
      };
    ended.addEventListener('abort', giveUp);
    push.call(this, { ...request, entry: { ...request.entry, resolve: settled(resolve), reject: settled(reject) } });
  };

  queue.fulfillRequest = function (this: RequestQueue, answer): void {
    if (givenUp.get(this)?.delete(answer.correlationId) !== true) fulfillRequest.call(this, answer);
  };
}
