import kafkajs from 'kafkajs';
import { RequestQueue } from './kafkajs-inside.js';

/** The client's own is ten times a second on each connection; what it looks for takes `requestTimeout` and more. */
const TIMEOUT_CHECK_MS = 1_000;
/** Of the protocol. */
const FETCH = 1;

let quiet = false;

/**
 * Lets connections that nobody uses sleep. The client looks every millisecond, on each connection for as long as it is open,
 * whether a request waits to be sent, although it looks as well whenever one is added and whenever one is answered. And a
 * connection that is being closed waits for no answer to a fetch: it may take as long as a fetch may wait for news.
 */
export function quietConnections(): void {
  if (quiet) return;
  quiet = true;
  const queue = RequestQueue.prototype;
  const schedule = queue.scheduleCheckPendingRequests;

  queue.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    if (this.pending.length > 0) schedule.call(this);
  };

  const wait = queue.waitForPendingRequests;

  queue.waitForPendingRequests = function (this: RequestQueue): Promise<void> {
    for (const [id, request] of this.inflight) {
      if (request.entry.apiKey !== FETCH) continue;
      this.inflight.delete(id);
      request.rejected(connectionClosed(this.broker));
    }
    return wait.call(this);
  };

  queue.scheduleRequestTimeoutCheck = function (this: RequestQueue): void {
    if (!this.enforceRequestTimeout) return;
    this.destroy();
    this.requestTimeoutIntervalId = setInterval(
      () => {
        for (const request of this.inflight.values()) {
          if (Date.now() - request.sentAt > request.requestTimeout) request.timeoutRequest();
        }
        if (!this.isConnected()) this.destroy();
      },
      Math.min(this.requestTimeout, TIMEOUT_CHECK_MS),
    );
  };
}

/** As the client's own, which it tells by the name: its types leave the class out. */
function connectionClosed(broker: string): Error {
  const { hostname: host, port } = new URL(`kafka://${broker}`);
  const error = new kafkajs.KafkaJSConnectionError('the connection is being closed', { broker });
  return Object.assign(error, { name: 'KafkaJSConnectionClosedError', host, port: Number(port) });
}
