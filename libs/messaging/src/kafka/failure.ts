import { MessagingError } from '../messaging-error.js';

/** Answers of a broker that no repetition changes: the message itself is what it will not take. */
const REFUSALS = new Set([
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_TOPIC_EXCEPTION',
  'INVALID_RECORD',
  'INVALID_TIMESTAMP',
  'UNSUPPORTED_FOR_MESSAGE_FORMAT',
  'POLICY_VIOLATION',
]);

/** Matters of the cluster and of access to it, which operators mend while everything waits. */
const CLUSTER_TROUBLE =
  /^KafkaJS(Connection|Request|Broker|NoBroker|GroupCoordinator|SASL|Metadata|LockTimeout|DeleteGroups|Timeout|StaleTopicMetadata)/;
const CLIENT_ERROR = /^KafkaJS/;
const ACCESS_TROUBLE = /AUTHORIZATION|AUTHENTICATION|SASL/;

export type SendFailure = 'refused' | 'outage' | 'unknown';

/** Tells what a failed send means for the message: it is refused, it must wait, or nobody knows and tries must be counted. */
export function classifySendFailure(error: unknown): SendFailure {
  const chain = causesOf(error);
  if (chain.some((cause) => REFUSALS.has(typeOf(cause)))) return 'refused';
  if (chain.some(isOutage)) return 'outage';
  return 'unknown';
}

/**
 * Tells that Kafka, or the way to it, stood in the way of some work, which may succeed later; false where the broker refuses
 * what it was given, and for whatever is none of Kafka's.
 */
export function isKafkaOutage(error: unknown): boolean {
  const chain = causesOf(error);
  return chain.some(({ name }) => CLIENT_ERROR.test(name)) && !chain.some((cause) => REFUSALS.has(typeOf(cause)));
}

/** Tells that a client that tries nothing again would have done so, if it had been let. */
export const mayBeTriedAgain = (error: unknown): boolean => error instanceof Error && error.name === 'KafkaJSNumberOfRetriesExceeded';

/** Tells that the cluster, not what was asked of it, stands in the way: it may pass. */
export const isTroubleOfCluster = (error: unknown): boolean => causesOf(error).some((cause) => CLUSTER_TROUBLE.test(cause.name));

/** Tells that a topic is not there (yet). */
export const isUnknownTopic = (error: unknown): boolean => causesOf(error).some((cause) => typeOf(cause) === 'UNKNOWN_TOPIC_OR_PARTITION');

function isOutage(cause: Error): boolean {
  if (cause instanceof MessagingError) return cause.code === 'messaging.producer_full';
  const type = typeOf(cause);
  // A topic that is missing is made by whoever sends; it never comes by waiting alone.
  if (type === 'UNKNOWN_TOPIC_OR_PARTITION') return false;
  if (ACCESS_TROUBLE.test(type) || CLUSTER_TROUBLE.test(cause.name)) return true;
  return type !== '' && 'retriable' in cause && cause.retriable === true;
}

const MAX_CAUSES = 10;

/** The error, its causes, and those that it sums up. */
function causesOf(error: unknown): readonly Error[] {
  const found: Error[] = [];
  const open: unknown[] = [error];
  while (open.length > 0 && found.length < MAX_CAUSES) {
    const next = open.shift();
    if (!(next instanceof Error)) continue;
    found.push(next);
    open.push(next.cause, ...('errors' in next && Array.isArray(next.errors) ? (next.errors as readonly unknown[]) : []));
  }
  return found;
}

const typeOf = (error: Error): string => ('type' in error && typeof error.type === 'string' ? error.type : '');
