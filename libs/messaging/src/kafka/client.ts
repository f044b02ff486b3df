import kafkajs, { type Kafka, type LogEntry, type logLevel, type SASLOptions } from 'kafkajs';
import type { Logger } from 'pino';
import { abortableFetches } from './abortable-fetches.js';
import { quickProduceRequests } from './produce-request.js';
import { quietConnections } from './quiet-connections.js';

const CONNECTION_TIMEOUT_MS = 3_000;
const REQUEST_TIMEOUT_MS = 15_000;
const RETRIES = 5;
const RETRY_INITIAL_MS = 50;
const RETRY_LIMIT_MS = 1_000;

/** How the brokers are reached; without it in the clear and unnamed, which is for one machine. */
export interface KafkaSecurity {
  /** PEM texts; the system's own authorities unless `ca` is given. */
  readonly tls?: { readonly ca?: string | undefined; readonly cert?: string | undefined; readonly key?: string | undefined };
  readonly sasl?: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    readonly username: string;
    readonly password: string;
  };
}

export interface KafkaClientOptions {
  readonly brokers: readonly string[];
  readonly security?: KafkaSecurity | undefined;
  readonly clientId: string;
  readonly logger: Logger;
}

/** The client that everything else of a process is made from; its own retries are short, since the callers have theirs. */
export function createKafka({ brokers, security = {}, clientId, logger }: KafkaClientOptions): Kafka {
  const { tls, sasl } = security;
  quietConnections();
  abortableFetches();
  quickProduceRequests();
  return new kafkajs.Kafka({
    brokers: [...brokers],
    clientId,
    ...(tls === undefined ? {} : { ssl: { ...(tls.ca === undefined ? {} : { ca: tls.ca }), ...ownCertificate(tls) } }),
    // The union of the client's mechanisms does not take a mechanism that is one of them.
    ...(sasl === undefined ? {} : { sasl: { ...sasl } as SASLOptions }),
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    retry: { retries: RETRIES, initialRetryTime: RETRY_INITIAL_MS, maxRetryTime: RETRY_LIMIT_MS },
    logLevel: kafkajs.logLevel.INFO,
    logCreator: () => (entry) => writeTo(logger, entry),
  });
}

const ownCertificate = ({ cert, key }: NonNullable<KafkaSecurity['tls']>): { cert: string; key: string } | undefined =>
  cert === undefined || key === undefined ? undefined : { cert, key };

/**
 * What a healthy cluster says for a moment after a start, a new topic or a rebalance; and what every connection says, over and over,
 * while a broker is away (the relay and the consumers say it once).
 */
const ROUTINE =
  /coordinator|rebalanc|re-join|leadership election|does not host this topic-partition|loading|connect|Crash: |Restarting the consumer/i;

function writeTo(logger: Logger, { level, namespace, log: { message, ...details } }: LogEntry): void {
  const { logger: _label, timestamp: _timestamp, error = '', ...fields } = details as Readonly<Record<string, unknown>>;
  const text = `kafka ${namespace}: ${message}`;
  logger[ROUTINE.test(`${message} ${typeof error === 'string' ? error : ''}`) ? 'debug' : pinoLevel(level)]({ ...fields, error }, text);
}

/** The client calls errors what it then retries by itself; what is an error for us is logged where it is acted upon. */
function pinoLevel(level: logLevel): 'warn' | 'debug' {
  return level <= kafkajs.logLevel.WARN ? 'warn' : 'debug';
}
