/** `parked` cannot succeed as it is; `held` waits behind a parked one of its key; the others are history. */
export type ParkedState = 'parked' | 'held' | 'replayed' | 'discarded';

/** Utility of a message whose own is missing or malformed; only system work (`ALL_UTILITIES`) sees it. */
export const UNKNOWN_UTILITY = '-';

/** A message that could not be handled (`in`) or sent (`out`), without its value. */
export interface ParkedSummary {
  readonly id: string;
  readonly utility: string;
  readonly direction: 'in' | 'out';
  /** The consumer group; `-` where it was to be sent. */
  readonly group: string;
  readonly topic: string;
  /** Where it stands in its topic; -1 and the outbox position where it was to be sent. */
  readonly partition: number;
  readonly offset: string;
  readonly key: string;
  readonly eventId?: string;
  readonly type?: string;
  readonly state: ParkedState;
  readonly code: string;
  readonly reason: string;
  readonly tries: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Of its value. */
  readonly bytes: number;
  readonly parkedAt: Date;
  readonly settledAt?: Date;
  readonly settledBy?: string;
  readonly settledReason?: string;
  /** When it is replayed by itself, since it failed without a code. */
  readonly nextReplayAt?: Date;
  /** True between the request to replay and its outcome. */
  readonly replaying: boolean;
  /** Somebody asks a second person to discard it. */
  readonly discard?: DiscardRequest;
}

/** The same, whole. */
export interface ParkedMessage extends ParkedSummary {
  readonly value: Buffer;
}

export interface DiscardRequest {
  readonly requestedBy: string;
  readonly requestedSubject: string;
  readonly requestedAt: Date;
  readonly reason: string;
}

export interface ParkedListOptions {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
  readonly state?: ParkedState | 'awaiting-approval' | undefined;
}

export interface ReplayDecision {
  /** Who asks: the principal's user name. */
  readonly by: string;
}

export interface DiscardDecision extends ReplayDecision {
  /** The principal's subject: whoever asks does not decide. */
  readonly subject: string;
  readonly reason: string;
}

export interface Approval extends ReplayDecision {
  /** Throws where this person must not decide on that request. */
  readonly require: (request: DiscardRequest) => void;
}

export interface Refusal extends ReplayDecision {
  readonly reason: string;
}
