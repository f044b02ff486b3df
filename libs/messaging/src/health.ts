export interface ConsumerHealth {
  readonly group: string;
  readonly running: boolean;
  /** Milliseconds since the last answered fetch. */
  readonly lastPollAgeMs: number;
}

export interface RelayHealth {
  /** `leading` sends; `standby` waits for the leader's lock; `down` has no database connection. */
  readonly state: 'leading' | 'standby' | 'down';
  /** Set while sending fails: the broker's error. */
  readonly failing?: string;
}

export interface OutboxDepth {
  readonly depth: number;
  readonly oldestAgeMs: number;
}

export interface MessagingHealth {
  readonly ok: boolean;
  readonly relay: RelayHealth;
  readonly consumers: readonly ConsumerHealth[];
  readonly outbox: OutboxDepth;
  /** Ranges of messages that were lost, or logs made anew, and that nobody has decided on. It works all the same. */
  readonly lostRanges: number;
}
