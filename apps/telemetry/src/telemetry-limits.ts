const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Every bound of the service by name; what an installation may choose is in the configuration instead. */
export const limits = Object.freeze({
  /** Largest payload of an uplink; above it the message is quarantined, cut to `maxQuarantinedBytes`. */
  maxPayloadBytes: 64 * 1024,
  maxQuarantinedBytes: 64 * 1024,
  maxQuarantinedTopicLength: 256,
  /** One refused topic of one meter is written down this often; every refusal is counted. */
  refusedTopicEveryMs: MINUTE_MS,
  refusedTopicsRemembered: 10_000,

  /** A reading from further ahead or further back is quarantined. */
  maxClockAheadMs: DAY_MS,
  maxReadingAgeMs: 731 * DAY_MS,

  /** One batch of uplinks becomes one produce and at most one transaction per kind. */
  batchMessages: 500,
  batchWaitMs: 5,
  /** Uplinks taken from the socket and not yet acknowledged; at the upper bound the socket is paused, at the lower it goes on. */
  maxUnacknowledged: 8_000,
  resumeUnacknowledged: 4_000,
  /** Pause before what Kafka or PostgreSQL did not take is tried again. */
  retryBaseMs: 100,
  retryLimitMs: 5 * SECOND_MS,
  /** Tries of one message on errors that are no outage, before it is quarantined. */
  handlingTries: 5,
  /** Meters whose state or token results are written at the same time. */
  metersAtOnce: 4,
  drainTimeoutMs: 5 * SECOND_MS,

  mqttConnectTimeoutMs: 10 * SECOND_MS,
  mqttReconnectBaseMs: 100,
  mqttReconnectLimitMs: 5 * SECOND_MS,
  mqttKeepAliveSeconds: 30,
  mqttPublishTimeoutMs: 10 * SECOND_MS,
  maxPublishesInFlight: 1_000,

  /** How long a broker that keeps its own users may take to change one, how long a change waits for those before it, and how many wait. */
  brokerControlTimeoutMs: 5 * SECOND_MS,
  brokerTurnTimeoutMs: 10 * SECOND_MS,
  brokerChangesQueued: 200,
  maxPacketBytes: 1024 * 1024,

  /** Identities of meters remembered by the ingest path, and for how long. */
  directoryEntries: 200_000,
  directoryAgeMs: 30 * SECOND_MS,

  deliveriesPerRound: 200,
  deliveryRetryBaseMs: 5 * SECOND_MS,
  deliveryRetryLimitMs: 5 * MINUTE_MS,
  deliveryPollMs: SECOND_MS,

  sweepEveryMs: 30 * SECOND_MS,
  sweepRows: 500,

  /** Months of partitions kept ready ahead of time, and how often that is looked after. */
  partitionsAhead: 2,
  partitionsEveryMs: HOUR_MS,
  purgeEveryMs: HOUR_MS,
  purgeRows: 5_000,

  /** A series is asked for in ranges no longer than this. */
  maxRawRangeMs: 366 * DAY_MS,
  maxBucketRangeMs: 5 * 366 * DAY_MS,
  defaultRangeMs: DAY_MS,

  commandLifeMs: MINUTE_MS,
});

export type TelemetryLimits = typeof limits;
