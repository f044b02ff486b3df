/** Every bound of the library. `createMessaging` takes a part of them to replace. */
export interface MessagingLimits {
  /** Largest event an outbox takes and a consumer parses, in bytes of JSON: what fits a broker's 1 MiB with headers to spare. */
  readonly maxEventBytes: number;
  /** Rows and bytes that the relay sends at once. */
  readonly relayBatchRows: number;
  readonly relayBatchBytes: number;
  /**
   * The relay looks at all rows this often though it is woken all the time, and so soon even if nobody wakes it; while it finds nothing
   * it rests up to ten times as long.
   */
  readonly outboxPollMs: number;
  /** A standing-by relay asks this often whether the leader's lock is free. */
  readonly relayLockPollMs: number;
  /** A leader that has not heard from its database for this long asks it before it sends: another may lead meanwhile. */
  readonly relayLeaseMs: number;
  /** Longest pause between tries while the broker or the database is away. */
  readonly outageBackoffLimitMs: number;
  /** Sends of one row that the broker refuses for a reason that may pass, before the row is parked. */
  readonly relayRowTries: number;
  /** What was sent is kept this long, in whole days, for sending it again: one day at least, and 31 at most. */
  readonly outboxRetentionMs: number;
  /** Inbox rows are kept longer than any topic keeps events: whatever can be read again is recognised. */
  readonly inboxRetentionMs: number;
  /** Replayed and discarded messages are kept this long. */
  readonly parkedRetentionMs: number;
  readonly purgeEveryMs: number;
  readonly purgeRows: number;
  /** Messages of one transaction. */
  readonly consumerBatchMessages: number;
  /** Messages of no interest that a group passes over before its place follows: as many are read again after a restart. */
  readonly placeMessages: number;
  /** Offsets are committed to Kafka this often, for others to see; what counts is the place in the database. */
  readonly offsetCommitMs: number;
  /** Transactions of one group in one process at the same time: one of all its partitions, or as many as it asks for but one, and of those that failed in them. Two at least. */
  readonly consumerPartitions: number;
  /** Longest run of the handlers of one transaction, and of each preparation before it. */
  readonly handlerTimeoutMs: number;
  /** Tries of a whole batch, and of one message alone, on errors without a code. */
  readonly batchTries: number;
  readonly messageTries: number;
  readonly retryBackoffMs: number;
  readonly retryElapsedMs: number;
  /**
   * A message that the database does not get done in time is parked after this long at the latest, counting from when the
   * database began to commit other transactions within `quickCommitMs`.
   */
  readonly busyLimitMs: number;
  readonly quickCommitMs: number;
  /** A consumer that has been crashing for this long, with nothing committed and no pause of `crashQuietMs`, ends the process. */
  readonly crashLimitMs: number;
  readonly crashQuietMs: number;
  /** A member that is silent for this long is dead: after a kill -9 its partitions wait as long. Brokers allow 6 s and more. */
  readonly sessionTimeoutMs: number;
  readonly heartbeatMs: number;
  readonly rebalanceTimeoutMs: number;
  /** How long a fetch waits for news. Between two a consumer tells its group that it lives: well within `sessionTimeoutMs`. */
  readonly fetchWaitMs: number;
  readonly fetchBytes: number;
  /** Of one partition: what waits in several comes of several, so that transactions beside each other have something to do. */
  readonly fetchPartitionBytes: number;
  /** A consumer that has not fetched for this long is not healthy. */
  readonly pollAgeLimitMs: number;
  /** Messages and bytes waiting in the producer; more are refused with `messaging.producer_full`. */
  readonly producerQueueMessages: number;
  readonly producerQueueBytes: number;
  readonly producerBatchBytes: number;
  readonly producerBatchMessages: number;
  /** How long `start` keeps trying to reach the broker. */
  readonly startTimeoutMs: number;
  readonly stopTimeoutMs: number;
  /** Replays looked for this often even if nobody wakes the replayer. */
  readonly replayPollMs: number;
  /** A message that failed without a code is replayed by itself after this long, and then after twice as long, up to the limit. */
  readonly replayAfterMs: number;
  readonly replayAfterLimitMs: number;
  /** Messages that are due at once. */
  readonly replayRows: number;
  /** Outbox depth is measured, and the places looked at, this often. */
  readonly measureEveryMs: number;
  /** The broker is asked for the lag this often; a consumer that gets on tells its own with each batch. */
  readonly lagEveryMs: number;
}

const DAY_MS = 86_400_000;

export const defaultLimits: MessagingLimits = Object.freeze({
  maxEventBytes: 900_000,
  relayBatchRows: 500,
  relayBatchBytes: 1_000_000,
  outboxPollMs: 1_000,
  relayLockPollMs: 250,
  relayLeaseMs: 250,
  outageBackoffLimitMs: 1_000,
  relayRowTries: 5,
  outboxRetentionMs: 3 * DAY_MS,
  inboxRetentionMs: 100 * DAY_MS,
  parkedRetentionMs: 365 * DAY_MS,
  purgeEveryMs: 60_000,
  purgeRows: 10_000,
  consumerBatchMessages: 500,
  placeMessages: 1_000,
  offsetCommitMs: 1_000,
  consumerPartitions: 3,
  handlerTimeoutMs: 30_000,
  batchTries: 3,
  messageTries: 5,
  retryBackoffMs: 100,
  retryElapsedMs: 60_000,
  busyLimitMs: 900_000,
  quickCommitMs: 1_000,
  crashLimitMs: 600_000,
  crashQuietMs: 60_000,
  sessionTimeoutMs: 6_000,
  heartbeatMs: 1_500,
  rebalanceTimeoutMs: 60_000,
  fetchWaitMs: 2_500,
  fetchBytes: 4_000_000,
  fetchPartitionBytes: 1_000_000,
  pollAgeLimitMs: 60_000,
  producerQueueMessages: 50_000,
  producerQueueBytes: 64_000_000,
  producerBatchBytes: 1_000_000,
  producerBatchMessages: 5_000,
  startTimeoutMs: 60_000,
  stopTimeoutMs: 30_000,
  replayPollMs: 15_000,
  replayAfterMs: 60_000,
  replayAfterLimitMs: 6 * 3_600_000,
  replayRows: 100,
  measureEveryMs: 10_000,
  lagEveryMs: 30_000,
});
