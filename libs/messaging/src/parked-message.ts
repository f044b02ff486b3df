import type { Page } from '@openprepay/persistence/page';
import type { Tx } from '@openprepay/persistence/tx';

/** `parked` cannot succeed as it is; `held` waits behind a parked one of its key; the others are history. */
export type ParkedState = 'parked' | 'held' | 'replayed' | 'discarded';

/** Utility of a message whose own is missing or malformed; only system work (`ALL_UTILITIES`) sees it. */
export const UNKNOWN_UTILITY = '-';

/** A message that could not be handled (`in`) or sent (`out`), whole. */
export interface ParkedMessage {
  readonly id: string;
  readonly utility: string;
  readonly direction: 'in' | 'out';
  readonly group: string;
  readonly topic: string;
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
  /** The bytes as they came, in base64. */
  readonly value: string;
  readonly parkedAt: Date;
  readonly settledAt?: Date;
  readonly settledBy?: string;
  readonly settledReason?: string;
  /** True between the request to replay and its outcome. */
  readonly replaying: boolean;
}

export interface ParkedListOptions {
  readonly cursor?: string;
  readonly limit?: number;
  readonly state?: ParkedState;
}

/** What could not be handled or sent: to be looked at, replayed or discarded. */
export declare class ParkedMessages {
  /** Newest first, of the transaction's utility. @throws {PersistenceError} `request.cursor_invalid` */
  list(tx: Tx, options?: ParkedListOptions): Promise<Page<ParkedMessage>>;
  /** @throws {MessagingError} `messaging.parked_message_not_found` */
  get(tx: Tx, id: string): Promise<ParkedMessage>;
  /**
   * Asks the service to handle it again, and then what waits behind it. The outcome shows in its state.
   * @throws {MessagingError} `messaging.parked_message_not_found`, `…_held`, `…_settled`
   */
  replay(tx: Tx, id: string, decision: ReplayDecision): Promise<ParkedMessage>;
  /**
   * Gives it up for good and lets go what waits behind it.
   * @throws {MessagingError} `messaging.parked_message_not_found`, `…_settled`
   */
  discard(tx: Tx, id: string, decision: DiscardDecision): Promise<ParkedMessage>;
}

export interface ReplayDecision {
  /** Who asks: the principal's user name. */
  readonly by: string;
}

export interface DiscardDecision extends ReplayDecision {
  readonly reason: string;
}
