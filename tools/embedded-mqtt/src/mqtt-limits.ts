/** Every bound of the broker by name; a test may lower them. */
export interface MqttLimits {
  /** Largest MQTT packet read from a socket; above the 64 KiB of a payload so that the service can say what was wrong. */
  readonly maxPacketBytes: number;
  /** Largest CONNECT and largest SUBSCRIBE or UNSUBSCRIBE: the first comes from anybody, and of the others a client needs few. */
  readonly maxConnectBytes: number;
  readonly maxSubscribeBytes: number;
  readonly maxConnections: number;
  /** A socket that has not said CONNECT by then is closed. */
  readonly connectTimeoutMs: number;
  /** The keep-alive of a client that asks for none; a silent client is closed after one and a half of its keep-alive. */
  readonly silenceSeconds: number;
  /** How long a publisher's PUBACK is held for the ingest session before the publisher is disconnected. */
  readonly holdTimeoutMs: number;
  /** While the ingest session has acknowledged something within this, it is only busy, and publishers wait on. */
  readonly holdProgressMs: number;
  /** No publisher waits longer than this: its keep-alive runs meanwhile. */
  readonly maxHoldMs: number;
  /** Uplinks held at once, and their bytes; beyond, a publisher may have one under way, and is disconnected to send others again later. */
  readonly maxHeld: number;
  readonly maxHeldBytes: number;
  /** Uplinks sent to one ingest session and not yet acknowledged by it. */
  readonly ingestWindow: number;
  readonly ingestWindowBytes: number;
  /** Time for one answer of the authority, and questions asked at once. */
  readonly authTimeoutMs: number;
  readonly maxConcurrentQuestions: number;
  readonly maxWaitingQuestions: number;
  /** Of one client, or of one user name from one address. */
  readonly maxWaitingQuestionsOfOne: number;
  /** Positive answers remembered per session, where the authority gives no rules. */
  readonly aclCacheEntries: number;
  /** Topics that a connection may be refused; then it is closed. */
  readonly maxDenials: number;
  /** A user's refusals are told to the authority this often, and of so many users it is remembered. */
  readonly reportRefusalEveryMs: number;
  readonly refusedUsersRemembered: number;
  /** Sessions kept of clients that are away, how long, and what is queued for one client; beyond, the longest away and the newest go. */
  readonly maxKeptSessions: number;
  readonly keptSessionMs: number;
  readonly maxQueuedOfOne: number;
  /** What strangers can cause is logged once a minute for each of so many subjects, and in so many lines altogether. */
  readonly loggedSubjects: number;
  readonly logLinesPerMinute: number;
}

export const defaultLimits: MqttLimits = Object.freeze({
  maxPacketBytes: 256 * 1024,
  maxConnectBytes: 16 * 1024,
  maxSubscribeBytes: 4 * 1024,
  maxConnections: 20_000,
  connectTimeoutMs: 10_000,
  silenceSeconds: 3_600,
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
  maxWaitingQuestionsOfOne: 32,
  aclCacheEntries: 32,
  maxDenials: 32,
  reportRefusalEveryMs: 60_000,
  refusedUsersRemembered: 10_000,
  maxKeptSessions: 20_000,
  keptSessionMs: 24 * 3_600_000,
  maxQueuedOfOne: 100,
  loggedSubjects: 10_000,
  logLinesPerMinute: 600,
});
