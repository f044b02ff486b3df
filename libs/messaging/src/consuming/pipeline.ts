import type { Logger } from 'pino';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { RawMessage } from '../kafka/raw-message.js';
import type { MessagingLimits } from '../limits.js';
import type { MessagingMetrics } from '../metrics.js';
import { park, scopeOf, type Parking, type ParkingOptions } from '../parking/parking.js';
import { handleAll, prepareAll } from './handlers.js';
import { takeFresh } from './inbox.js';
import { readMessage, type Handleable, type IncomingEvent, type Reading } from './incoming.js';
import { parkByKey } from './park-by-key.js';
import { move, type Move } from './places.js';
import type { PartitionBatch, ReadBatch } from './partition-batch.js';
import { markOf, type Position } from './position.js';
import { ConsumerStopped, Retry, type Turn, type Verdict } from './retry.js';

export interface PipelineOptions {
  readonly group: string;
  readonly reading: Reading;
  readonly unitOfWork: UnitOfWork;
  readonly limits: MessagingLimits;
  readonly metrics: MessagingMetrics;
  readonly logger: Logger;
}

/** What a committed transaction did, for the metrics. */
interface Outcome {
  readonly handled: readonly IncomingEvent[];
  readonly duplicates: number;
  readonly parked: readonly Parking[];
}

/**
 * The way of messages through a group, stage by stage, outermost first: `process` has the stages around a transaction of one
 * partition, `together` what stands around one of many, `attempt` the stages of one try. Each says why it stands where it
 * stands.
 */
export class Pipeline {
  private readonly retry: Retry;
  private readonly parking: ParkingOptions;

  constructor(private readonly options: PipelineOptions) {
    this.retry = new Retry(options);
    this.parking = { group: options.group, replayAfterMs: options.limits.replayAfterMs };
  }

  /** Parsing comes before the first try: what a message says stays what it is, however often it is tried. */
  read(batch: PartitionBatch): ReadBatch {
    const last = batch.messages.at(-1);
    if (last === undefined) throw new RangeError('a batch without messages');
    return { ...batch, readable: this.parse(batch.messages), behind: moveBehind(batch.position, last) };
  }

  /** Whether it may share a transaction: there is something to do, and none of it is known to be too much for the database. */
  joins({ readable }: ReadBatch): boolean {
    return readable.length > 0 && !readable.some((message) => this.retry.isWaitedFor(subjectOf(message)));
  }

  /**
   * One try of several partitions' messages in one transaction.
   *
   * @returns why nothing of it was done; each of them is then for `process`
   */
  async together(batches: readonly ReadBatch[]): Promise<Failure | undefined> {
    const end = this.options.metrics.batchSeconds.startTimer({ group: this.options.group });
    const inOrder = [...batches].sort((a, b) => (a.position.name < b.position.name ? -1 : 1));
    try {
      if (!batches.every(({ alive }) => alive())) throw new ConsumerStopped('a partition was let go');
      await this.attempt(
        inOrder.flatMap(({ readable }) => readable),
        inOrder.map(({ behind }) => behind),
      );
    } catch (error) {
      if (batches.length > 1) this.options.logger.debug({ err: error, group: this.options.group }, 'partitions are tried one by one');
      return { error };
    }
    this.retry.noteCommit();
    this.observe(batches, end);
    return undefined;
  }

  /**
   * When this resolves, each message is handled, recognised as handled, parked, held or of no interest, durably, and the
   * group's place is behind them: it moves in the transactions of what they do. Kafka's offset is the caller's and comes
   * after, for others to see.
   *
   * @param tried how a try of exactly this has failed: it counts as the first; `turn` has each of its transactions done, and is not
   *   held between them: all at once unless given
   * @throws {ConsumerStopped} when it must be let go before the end; {PlaceLost} where another has moved the place
   */
  async process(batch: ReadBatch, { tried, turn = atOnce }: Processing = {}): Promise<void> {
    const { group, metrics, limits } = this.options;
    const { readable, behind, position, alive } = batch;
    if (!alive()) throw new ConsumerStopped('the partition was let go');

    // Metrics are outermost: they tell how long the partition waited, with every try and pause.
    const end = metrics.batchSeconds.startTimer({ group });

    // Retries stand around whole transactions, since a failed one leaves nothing behind that a second could meet.
    const whole = this.joins(batch) || readable.length === 0;
    const attempt = failingFirst(tried, () => (readable.length === 0 ? this.pass(behind) : this.attempt(readable, [behind])));
    const handled = whole && (await this.retry.run({ maxTries: limits.batchTries, alive, turn }, attempt)) === undefined;

    // Where the batch cannot be handled, each message alone shows whether it is the one. Only such a one is parked, so
    // that a neighbour's failure costs nobody more than a smaller batch.
    if (!handled) await this.isolate(readable, { position, alive, turn });
    this.observe([batch], end);
  }

  private observe(batches: readonly ReadBatch[], end: () => void): void {
    const { group, metrics } = this.options;
    for (const { position, behind } of batches) position.skipTo(behind.next);
    metrics.batchMessages.observe(
      { group },
      batches.reduce((sum, { messages }) => sum + messages.length, 0),
    );
    end();
  }

  /** Nothing of it is of interest: the place follows once it is far behind, so that this is not read again for ever. */
  private async pass(behind: Move): Promise<void> {
    const { unitOfWork, group, limits } = this.options;
    if (behind.next - (behind.position.stored ?? 0n) < limits.placeMessages) return;
    await unitOfWork.run(ALL_UTILITIES, (tx) => move(tx, group, [behind]), { timeoutMs: limits.handlerTimeoutMs });
    behind.position.movedTo(behind.next);
  }

  /**
   * One try: all of it takes effect, or nothing.
   *
   * @param moves none where the messages are tried before what stands ahead of them
   */
  private async attempt(messages: readonly Handleable[], moves: readonly Move[] = []): Promise<void> {
    const { unitOfWork, group, limits, reading } = this.options;
    const timeoutMs = limits.handlerTimeoutMs;

    // Preparing comes before the transaction: it opens its own, and must not wait for others with locks in hand.
    await prepareAll(messages, timeoutMs);

    const work = async (tx: Tx): Promise<Outcome> => {
      // The place and the inbox are first in it: whoever no longer has the place must do nothing, and an event that this
      // group has taken before must neither take effect nor be parked again.
      const { fresh, duplicates, moved } = await takeFresh(tx, { group, moves }, messages);

      return behind(moved, async () => {
        // Parking by key comes before the handlers: what follows a parked message of its key waits behind it, in order.
        const { ready, parked } = await parkByKey(tx, this.parking, fresh);

        // Handlers are last, with the utility's rows alone in sight and each event in its own trace.
        await handleAll(tx, ready, reading.definitions);
        return { handled: ready, duplicates, parked };
      });
    };

    // The timeout is within the retries, so that a try that hangs is one try, and around the transaction, so that it is
    // rolled back with its connection given back.
    this.count(await unitOfWork.run(ALL_UTILITIES, work, { timeoutMs }));
    for (const { position, next } of moves) position.movedTo(next);
  }

  private parse(messages: readonly RawMessage[]): readonly Handleable[] {
    const { group, reading, metrics } = this.options;
    const incoming = messages.map((message) => readMessage(message, reading));
    const handleable = incoming.filter((one) => one.kind !== 'unasked');
    const unasked = incoming.length - handleable.length;
    if (unasked > 0) metrics.skipped.inc({ group, why: 'not_asked_for' }, unasked);
    return handleable;
  }

  private async isolate(messages: readonly Handleable[], { position, alive, turn }: Isolation): Promise<void> {
    const maxTries = this.options.limits.messageTries;
    const open = new Set(messages);
    for (const message of messages) {
      if (!open.has(message)) continue;
      const witness = (): Promise<void> => turn(() => this.tryAnother(open, message));
      const tries = { maxTries, alive, turn, witness, subject: subjectOf(message) };
      const behind = moveBehind(position, message.raw);
      const verdict = await this.retry.run(tries, () => this.attempt([message], [behind]));
      open.delete(message);
      if (verdict === undefined) continue;
      const failure = await this.retry.run({ maxTries, alive, turn, witness: noWitness }, () => this.parkAlone(message, verdict, behind));
      if (failure !== undefined) throw new Error(`a message could not be parked: ${failure.reason}`);
      this.tell(message, verdict);
    }
  }

  /**
   * While the database is too slow for `message`: tries the next one of another key, all before which of its key is done. Its
   * own failure is told when its turn comes.
   */
  private async tryAnother(open: Set<Handleable>, message: Handleable): Promise<void> {
    const another = [...open].find((one) => scopeOf(one) !== scopeOf(message));
    if (another === undefined) return;
    const failure = await this.retry.once(() => this.attempt([another]));
    if (failure === undefined) open.delete(another);
  }

  private async parkAlone(message: Handleable, verdict: Verdict, behind: Move): Promise<void> {
    const { unitOfWork, group, limits } = this.options;
    const work = async (tx: Tx): Promise<Outcome> => {
      const { fresh, duplicates, moved } = await takeFresh(tx, { group, moves: [behind] }, [message]);
      await moved;
      const parked = fresh.map((one): Parking => ({ message: one, state: 'parked', ...verdict }));
      return { handled: [], duplicates, parked: await park(tx, this.parking, parked) };
    };
    this.count(await unitOfWork.run(ALL_UTILITIES, work, { timeoutMs: limits.handlerTimeoutMs }));
    behind.position.movedTo(behind.next);
  }

  private tell({ raw: { topic, partition, offset } }: Handleable, { code, reason }: Verdict): void {
    const { group, logger } = this.options;
    logger.error({ group, topic, partition, offset, code, reason }, 'a message cannot be handled; it is parked');
  }

  private count({ handled, duplicates, parked }: Outcome): void {
    const { metrics, group } = this.options;
    const ofType = new Map<string, number>();
    for (const { event } of handled) ofType.set(event.type, (ofType.get(event.type) ?? 0) + 1);
    for (const [type, events] of ofType) metrics.handled.inc({ group, type }, events);
    for (const { code } of parked) metrics.parked.inc({ group, code });
    if (duplicates > 0) metrics.skipped.inc({ group, why: 'duplicate' }, duplicates);
  }
}

/** How a try failed. */
export interface Failure {
  readonly error: unknown;
}

/** Work whose first try has been made. */
const failingFirst = (tried: Failure | undefined, work: () => Promise<void>): (() => Promise<void>) => {
  let left = tried;
  return async () => {
    const failure = left;
    left = undefined;
    if (failure !== undefined) throw failure.error;
    await work();
  };
};

/** How messages of one partition are done. */
export interface Processing {
  readonly tried?: Failure | undefined;
  readonly turn?: Turn;
}

const atOnce: Turn = (work) => work();

interface Isolation {
  readonly position: Position;
  readonly alive: () => boolean;
  readonly turn: Turn;
}

/** Work whose statements stand behind another one: where that one fails, the work's own failure only follows from it. */
async function behind<T>(first: Promise<void>, work: () => Promise<T>): Promise<T> {
  let result: T;
  try {
    result = await work();
  } catch (error) {
    await first;
    throw error;
  }
  await first;
  return result;
}

const moveBehind = (position: Position, last: RawMessage): Move => ({ position, next: BigInt(last.offset) + 1n, mark: markOf(last) });

const subjectOf = ({ raw: { topic, partition, offset } }: Handleable): string => `${topic}/${partition}/${offset}`;

const noWitness = (): Promise<void> => Promise.resolve();
