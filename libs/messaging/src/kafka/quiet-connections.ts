import { RequestQueue } from './kafkajs-inside.js';

/** The client's own is ten times a second on each connection; what it looks for takes `requestTimeout` and more. */
const TIMEOUT_CHECK_MS = 1_000;

let quiet = false;

/**
 * Lets connections that nobody uses sleep. The client looks every millisecond, on each connection for as long as it is open,
 * whether a request waits to be sent, although it looks as well whenever one is added and whenever one is answered.
 */
export function quietConnections(): void {
  if (quiet) return;
  quiet = true;
  const queue = RequestQueue.prototype;
  const schedule = queue.scheduleCheckPendingRequests;

  queue.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    if (this.pending.length > 0) schedule.call(this);
  };

  queue.scheduleRequestTimeoutCheck = function (this: RequestQueue): void {
    if (!this.enforceRequestTimeout) return;
    this.destroy();
    this.requestTimeoutIntervalId = setInterval(
      () => {
        for (const request of this.inflight.values()) {
          if (Date.now() - request.sentAt > request.requestTimeout) request.timeoutRequest();
        }
        // A connection that is being closed waits for what is under way: that must be given up in time as well.
        if (!this.isConnected() && this.inflight.size === 0 && this.pending.length === 0) this.destroy();
      },
      Math.min(this.requestTimeout, TIMEOUT_CHECK_MS),
    );
  };
}
