// What the client does not show of itself and its types leave out; `quiet-connections.ts` and `abortable-fetches.ts` mend it.
// @ts-expect-error no types
import untypedRequestQueue from 'kafkajs/src/network/requestQueue/index.js';

export interface Request {
  readonly entry: {
    readonly correlationId: number;
    readonly apiName: string;
    readonly apiKey: number;
    readonly apiVersion: number;
    readonly resolve: (answer: unknown) => void;
    readonly reject: (error: Error) => void;
  };
  readonly expectResponse: boolean;
  readonly sendRequest: () => void;
}

interface RequestInFlight {
  readonly sentAt: number;
  readonly requestTimeout: number;
  timeoutRequest(): void;
}

interface RequestQueueOptions {
  readonly maxInFlightRequests: number | undefined;
  readonly isConnected: () => boolean;
  readonly requestTimeout: number;
  readonly enforceRequestTimeout: boolean;
  readonly clientId: string;
  readonly broker: string;
  readonly logger: unknown;
}

/** What one connection has been asked, and what it is still to be asked. */
export interface RequestQueue {
  readonly enforceRequestTimeout: boolean;
  readonly requestTimeout: number;
  readonly pending: readonly unknown[];
  readonly inflight: ReadonlyMap<number, RequestInFlight>;
  requestTimeoutIntervalId: NodeJS.Timeout | undefined;
  push: (request: Request) => void;
  fulfillRequest: (answer: { readonly correlationId: number; readonly payload: Buffer; readonly size: number }) => void;
  maybeThrottle: (forMs: number) => void;
  isConnected: () => boolean;
  destroy: () => void;
  scheduleCheckPendingRequests: () => void;
  scheduleRequestTimeoutCheck: () => void;
}

export const RequestQueue = untypedRequestQueue as {
  new (options: RequestQueueOptions): RequestQueue;
  readonly prototype: RequestQueue;
};
