import { partitionName, type Bounds, type TopicPartition } from '../kafka/log-bounds.js';
import { headerText, type RawMessage } from '../kafka/raw-message.js';
import { eventHeaders } from '@openprepay/contracts/event';

/** Where a group stands in a partition, as its database has it. */
export interface Place extends TopicPartition {
  /** Everything before it is done. */
  readonly next: bigint;
  /** `markOf` the message before `next`: tells that log from another one with the same offsets. */
  readonly mark: string;
}

/** What a group's database remembers of a log that is not what it was. */
export interface LostRange extends TopicPartition {
  /** `truncated`: the log begins after the place. `rebuilt`: it is another log than the place was in. */
  readonly kind: 'truncated' | 'rebuilt';
  /** The first offset that was not read, and the one after the last; of a rebuilt log, the place in the old one. */
  readonly from: bigint;
  readonly to: bigint;
  /** Where the group stood, and where it goes on. */
  readonly place: bigint;
  readonly next: bigint;
}

/** Where reading begins. */
export interface Start {
  readonly next: bigint;
  /** The place that the database has, which the next transaction moves; none where it has none. */
  readonly stored?: bigint;
  /** `markOf` the message before `next`, where the log still may have it. */
  readonly mark?: string;
}

const MAX_MARK = 100;

/** Tells a message from what another log has at its offset. */
export const markOf = (raw: RawMessage): string =>
  `${raw.timestamp ?? ''}:${headerText(raw, eventHeaders.id) ?? ''}`.replaceAll('\0', '').slice(0, MAX_MARK);

/** What is lost where the log has not the place any more. */
export function lostOf({ topic, partition, next: place }: Place, { low, high }: Bounds): LostRange | undefined {
  const found = { topic, partition, place, next: low };
  if (place > high) return { ...found, kind: 'rebuilt', from: 0n, to: place };
  if (place < low) return { ...found, kind: 'truncated', from: place, to: low };
  return undefined;
}

/** Where reading begins, given a place that the log still has. Without one: from the beginning. */
export const startOf = (place: Place | undefined, { low }: Bounds): Start =>
  place === undefined ? { next: low } : { next: place.next, stored: place.next, ...(place.next > low ? { mark: place.mark } : {}) };

export type Reading =
  /** To be handled, in order; none where only the message before the place has come. */
  | { readonly kind: 'messages'; readonly messages: readonly RawMessage[] }
  /** Not what was to be read next: the client has been somewhere else. */
  | { readonly kind: 'elsewhere' }
  /** The log is another one. */
  | { readonly kind: 'rebuilt' };

/** Fetches that began elsewhere, in a row, before it is believed that the log has nothing in between. */
const MAX_MISSES = 2;

/** Where a group stands in one partition while it reads it. */
export class Position {
  private at: bigint;
  private storedPlace: bigint | undefined;
  private mark: string | undefined;
  private misses = 0;

  constructor(
    readonly partition: TopicPartition,
    { next, stored, mark }: Start,
  ) {
    this.at = next;
    this.storedPlace = stored;
    this.mark = mark;
  }

  /** The first message that is not done. */
  get next(): bigint {
    return this.at;
  }

  get stored(): bigint | undefined {
    return this.storedPlace;
  }

  /** Where to fetch: the message before the place is looked at once, to see that the log is the same. */
  get fetchFrom(): bigint {
    return this.mark === undefined ? this.at : this.at - 1n;
  }

  get name(): string {
    return partitionName(this.partition);
  }

  /** Begins again elsewhere. */
  begin({ next, stored, mark }: Start): void {
    this.at = next;
    this.storedPlace = stored;
    this.mark = mark;
  }

  /** @param fetchedFrom the offset that was asked for */
  read(fetchedFrom: bigint, messages: readonly RawMessage[]): Reading {
    if (fetchedFrom !== this.fetchFrom) {
      // Where a log was compacted, or has records that are no messages, the client goes on by itself.
      if (fetchedFrom < this.fetchFrom || this.misses < MAX_MISSES) {
        this.misses += 1;
        return { kind: 'elsewhere' };
      }
      this.mark = undefined;
    }
    this.misses = 0;
    const before = messages.find(({ offset }) => BigInt(offset) === this.at - 1n);
    if (this.mark !== undefined && before !== undefined && markOf(before) !== this.mark) return { kind: 'rebuilt' };
    this.mark = undefined;
    return { kind: 'messages', messages: messages.filter(({ offset }) => BigInt(offset) >= this.at) };
  }

  /** What is before `next` is done, and nobody has to know. */
  skipTo(next: bigint): void {
    this.at = next;
  }

  /** What is before `next` is done, and the database says so. */
  movedTo(next: bigint): void {
    this.at = next;
    this.storedPlace = next;
  }
}
