// What the client does not show of itself and its types leave out; `quiet-connections.ts`, `abortable-fetches.ts` and
// `produce-request.ts` mend it.
// @ts-expect-error no types
import untypedRequestQueue from 'kafkajs/src/network/requestQueue/index.js';
// @ts-expect-error no types
import untypedCrc32c from 'kafkajs/src/protocol/recordBatch/crc32C/index.js';
// @ts-expect-error no types
import untypedProduceRequests from 'kafkajs/src/protocol/requests/produce/index.js';

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

/** A message on its way, as a producer was given it. */
export interface RecordToSend {
  readonly key?: string | Buffer | null;
  readonly value: string | Buffer | null;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly timestamp?: string;
}

/** What a request to produce is made from. */
export interface ProduceArguments {
  readonly acks: number;
  readonly timeout: number;
  readonly compression?: number | undefined;
  readonly transactionalId?: string | null | undefined;
  /** A number, or one of the client's own of 64 bits. */
  readonly producerId?: { toString(): string } | undefined;
  readonly producerEpoch?: number | undefined;
  readonly topicData: readonly {
    readonly topic: string;
    readonly partitions: readonly {
      readonly partition: number;
      readonly firstSequence: number;
      readonly messages: readonly RecordToSend[];
    }[];
  }[];
}

/** As the client's encoders have it. */
export interface EncodedRequest {
  readonly buf: Buffer;
  readonly buffer: Buffer;
}

interface ProduceRequest {
  readonly request: { readonly apiVersion: number; readonly encode: () => Promise<EncodedRequest> };
  readonly response: unknown;
}

/** How requests to produce are made, by the version that the broker understands. */
export const ProduceRequests = untypedProduceRequests as {
  protocol: (version: { readonly version: number }) => (request: ProduceArguments) => ProduceRequest;
};

export const crc32c = untypedCrc32c as (bytes: Buffer) => number;
