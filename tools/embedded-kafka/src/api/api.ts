import type { BrokerLogger } from '../broker-logger.js';
import type { GroupCoordinator } from '../group/group-coordinator.js';
import type { Storage } from '../storage.js';
import type { RequestReader } from '../wire/request-reader.js';
import type { ResponseWriter } from '../wire/response-writer.js';

/** What every handler may use. */
export interface BrokerState {
  readonly storage: Storage;
  readonly groups: GroupCoordinator;
  readonly logger: BrokerLogger;
  readonly now: () => number;
  readonly defaultPartitions: number;
  /** The address clients are told to use; with a wildcard host it is the one they came to. */
  readonly host: string;
  port(): number;
}

export interface ApiCall {
  readonly version: number;
  readonly reader: RequestReader;
  readonly broker: BrokerState;
  readonly clientId: string;
  readonly clientHost: string;
  /** The broker's own address on this connection. */
  readonly localHost: string;
  /** Aborted when the connection goes, so that nothing waits for nobody. */
  readonly gone: AbortSignal;
}

/** The answer, or undefined where the protocol wants none. */
export type ApiAnswer = ResponseWriter | undefined;

export interface Api {
  readonly key: number;
  readonly name: string;
  readonly minVersion: number;
  readonly maxVersion: number;
  /** Reads the request and does its work up to the first await at once; the order of requests is the order of these calls. */
  readonly handle: (call: ApiCall) => ApiAnswer | Promise<ApiAnswer>;
  /** The next request of the connection, if this kind too, may begin before this one is answered. */
  readonly pipelined?: boolean;
}

/** The one node there is. */
export const NODE_ID = 1;
export const CLUSTER_ID = 'openprepay-embedded-kafka';
/** `throttle_time_ms` of every answer: nobody is slowed down by quota here. */
export const NOT_THROTTLED = 0;
/** Kafka's word for "this broker does not disclose which operations you may do". */
export const OPERATIONS_UNKNOWN = -2_147_483_648;

const WILDCARDS = new Set(['0.0.0.0', '::', '']);

export const advertisedHost = ({ broker, localHost }: ApiCall): string => (WILDCARDS.has(broker.host) ? localHost : broker.host);
