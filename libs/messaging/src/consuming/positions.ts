import type { Logger } from 'pino';
import { backoffMs } from '@openprepay/pace/backoff';
import { pause } from '@openprepay/pace/pause';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { type Bounds, type LogBounds, partitionName, type TopicPartition } from '../kafka/log-bounds.js';
import type { MessagingLimits } from '../limits.js';
import type { MessagingMetrics } from '../metrics.js';
import { moveOver, placesOf } from './places.js';
import { lostOf, type LostRange, type Place, Position, type Start, startOf } from './position.js';

export interface PositionsOptions {
  readonly group: string;
  readonly topics: readonly string[];
  readonly unitOfWork: UnitOfWork;
  readonly bounds: LogBounds;
  readonly metrics: MessagingMetrics;
  readonly limits: Pick<MessagingLimits, 'retryBackoffMs' | 'outageBackoffLimitMs'>;
  readonly logger: Logger;
  readonly ended: AbortSignal;
  /** Has the client fetch from there next. */
  readonly seek: (at: TopicPartition, offset: bigint) => void;
}

/**
 * Where a group stands in all partitions of its topics. What counts is the database's word: Kafka's own offsets are told for
 * others to see, and never believed.
 */
export class Positions {
  private readonly known = new Map<string, Position>();
  private settled: Promise<void> = Promise.resolve();
  private turn = 0;

  constructor(private readonly options: PositionsOptions) {}

  /** Learns all places, before anything is fetched. */
  async load(): Promise<void> {
    await this.settle(() => true);
  }

  /** Partitions that are known: after `load` those of all topics. */
  get count(): number {
    return this.known.size;
  }

  /** These are this process's from now on: it fetches where it knows the group to be, and looks again what others have done. */
  assigned(partitions: readonly TopicPartition[]): void {
    const names = new Set(partitions.map(partitionName));
    const sought = new Map<string, bigint>();
    const seekAll = (): void => {
      for (const { name, partition, fetchFrom } of this.known.values()) {
        if (!names.has(name) || sought.get(name) === fetchFrom) continue;
        this.options.seek(partition, fetchFrom);
        sought.set(name, fetchFrom);
      }
    };
    seekAll();
    this.settled = this.untilSettled(names).then(seekAll);
  }

  /** Waits until the places are learned, whatever it takes. */
  async of(at: TopicPartition): Promise<Position> {
    await this.settled;
    if (!this.known.has(partitionName(at))) await this.settle((one) => partitionName(one) === partitionName(at));
    return this.known.get(partitionName(at)) ?? new Position(at, { next: 0n });
  }

  /** The client or the database is elsewhere: finds out where the group stands, and has it fetched. */
  async find({ partition: at, name }: Position): Promise<void> {
    await (this.settled = this.untilSettled(new Set([name])));
    const position = this.known.get(name);
    if (position !== undefined) this.options.seek(at, position.fetchFrom);
  }

  /** The log is another one: it is read from its beginning, and what had been read is known again. */
  async rebuilt(position: Position): Promise<void> {
    const { partition, next: place } = position;
    const low = (await this.options.bounds.of([partition.topic])).get(position.name)?.low ?? 0n;
    await this.moveOver({ ...partition, kind: 'rebuilt', from: 0n, to: place, place, next: low });
    await this.find(position);
  }

  /** What the database has had of this process, before it is asked what it has. */
  stored(): ReadonlyMap<string, bigint> {
    return new Map([...this.known.values()].flatMap(({ name, stored }) => (stored === undefined ? [] : [[name, stored] as const])));
  }

  /**
   * Looks whether the database went back under this process: restored, or failed over to one that lagged.
   *
   * @param places as the database had them after `before` was true: what has moved since, or begun again, is left for the next look
   */
  async check(places: readonly Place[], before: ReadonlyMap<string, bigint>): Promise<void> {
    const { group, logger } = this.options;
    const byName = new Map(places.map((place) => [partitionName(place), place.next]));
    for (const position of this.known.values()) {
      const { stored, name } = position;
      if (stored === undefined || stored !== before.get(name) || (byName.get(name) ?? -1n) >= stored) continue;
      logger.error({ group, partition: name, stored, found: byName.get(name) }, 'the database went back: what it lost is read again');
      await this.find(position);
    }
  }

  /** An outage of the database or the broker is waited out; what is assigned or asked for next ends the waiting. */
  private async untilSettled(names: ReadonlySet<string>): Promise<void> {
    const { limits, logger, group, ended } = this.options;
    const turn = (this.turn += 1);
    for (let tries = 0; turn === this.turn && !ended.aborted; tries++) {
      try {
        return await this.settle((at) => names.has(partitionName(at)));
      } catch (error) {
        if (tries === 0) logger.warn({ err: error, group }, 'the places of a group cannot be learned; it is tried again');
        await pause(backoffMs(tries, { baseMs: limits.retryBackoffMs, limitMs: limits.outageBackoffLimitMs }), ended);
      }
    }
  }

  private async settle(wanted: (at: TopicPartition) => boolean): Promise<void> {
    const { unitOfWork, group, topics, bounds } = this.options;
    // The bounds are older than the places: what was deleted after a place was left behind is not taken for lost.
    const before = await bounds.of(topics);
    const places = await unitOfWork.run(ALL_UTILITIES, (tx) => placesOf(tx, group));
    const byName = new Map(places.map((place) => [partitionName(place), place]));
    const grown = [...before].some(([name, { high }]) => (byName.get(name)?.next ?? 0n) > high);
    // And newer, before one is taken for another log that has only grown meanwhile.
    const after = grown ? await bounds.of(topics) : before;
    let movedElsewhere = false;
    for (const at of partitionsOf(before, topics)) {
      const [name, place] = [partitionName(at), byName.get(partitionName(at))];
      if (!wanted(at)) continue;
      const log = { low: before.get(name)?.low ?? 0n, high: after.get(name)?.high ?? 0n };
      const lost = place && lostOf(place, log);
      if (lost !== undefined && !(await this.moveOver(lost))) movedElsewhere = true;
      else this.begin(at, lost === undefined ? startOf(place, log) : { next: lost.next, stored: lost.next });
    }
    if (movedElsewhere) await this.settle(wanted);
  }

  private begin(at: TopicPartition, start: Start): void {
    const position = this.known.get(partitionName(at));
    if (position === undefined) this.known.set(partitionName(at), new Position(at, start));
    else position.begin(start);
  }

  private async moveOver(lost: LostRange): Promise<boolean> {
    const { unitOfWork, group, logger, metrics } = this.options;
    const { topic, partition, kind, from, to } = lost;
    const moved = await unitOfWork.run(ALL_UTILITIES, (tx) => moveOver(tx, group, lost));
    if (!moved) return false;
    if (kind === 'truncated') metrics.lost.inc({ group, topic }, Number(to - from));
    logger.error({ group, topic, partition, from: from.toString(), to: to.toString() }, WHAT_IS_LOST[kind]);
    return true;
  }
}

const WHAT_IS_LOST = {
  truncated: 'messages were deleted before they were read',
  rebuilt: 'the log is another one: it is read from its beginning',
} satisfies Record<LostRange['kind'], string>;

/** All partitions whose bounds are known. */
function* partitionsOf(bounds: ReadonlyMap<string, Bounds>, topics: readonly string[]): Iterable<TopicPartition> {
  for (const topic of topics) {
    for (let partition = 0; bounds.has(partitionName({ topic, partition })); partition++) yield { topic, partition };
  }
}
