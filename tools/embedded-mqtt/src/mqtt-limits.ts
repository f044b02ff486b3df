/** Every bound of the broker by name; a test may lower them. */
export interface MqttLimits {
  /** Largest MQTT packet read from a socket; above the 64 KiB of a payload so that the service can say what was wrong. */
  readonly maxPacketBytes: number;
  readonly maxConnections: number;
  /** A socket that has not said CONNECT by then is closed. */
  readonly connectTimeoutMs: number;
  /** Longest keep-alive a client may ask for; a silent client is closed after one and a half of its own. */
  readonly maxKeepAliveSeconds: number;
  /** How long a publisher's PUBACK is held for the ingest session before the publisher is disconnected. */
  readonly holdTimeoutMs: number;
  /** While the ingest session has acknowledged something within this, it is only busy, and publishers wait on. */
  readonly holdProgressMs: number;
  /** No publisher waits longer than this: its keep-alive runs meanwhile. */
  readonly maxHoldMs: number;
  /** Uplinks held at once, and their bytes; beyond, publishers are disconnected and send again later. */
  readonly maxHeld: number;
  readonly maxHeldBytes: number;
  /** Uplinks sent to one ingest session and not yet acknowledged by it. */
  readonly ingestWindow: number;
  readonly ingestWindowBytes: number;
  /** Time for one answer of the authority, and questions asked at once. */
  readonly authTimeoutMs: number;
  readonly maxConcurrentQuestions: number;
  readonly maxWaitingQuestions: number;
  /** Positive answers remembered per session. */
  readonly aclCacheEntries: number;
}

export const defaultLimits: MqttLimits = Object.freeze({
  maxPacketBytes: 256 * 1024,
  maxConnections: 20_000,
  connectTimeoutMs: 10_000,
  maxKeepAliveSeconds: 3_600,
  holdTimeoutMs: 15_000,
  holdProgressMs: 3_000,
  maxHoldMs: 40_000,
  maxHeld: 50_000,
  maxHeldBytes: 64 * 1024 * 1024,
  ingestWindow: 4_096,
  ingestWindowBytes: 16 * 1024 * 1024,
  authTimeoutMs: 8_000,
  maxConcurrentQuestions: 32,
  maxWaitingQuestions: 20_000,
  aclCacheEntries: 32,
});
