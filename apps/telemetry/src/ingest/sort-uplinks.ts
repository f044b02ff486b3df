import { rebirthTopic } from '../dialects/sparkplug-b.js';
import { remembers } from '../dialects/device-dialects.js';
import { writeSparkplug } from '../dialects/sparkplug-payload.js';
import { BoundedMap } from '@openprepay/pace/bounded-map';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { MeterIdentity } from '../meters/meter.js';
import type { Downlink } from '../mqtt/downlink.js';
import { limits } from '../telemetry-limits.js';
import { meterOf } from '../uplink/dialects.js';
import { UplinkRefused } from '../uplink/uplink-refused.js';
import type { DialectMemoryRepository, KeptMemory } from './dialect-memory.repository.js';
import { refuse } from './refusal.js';
import { type Retrying, Stopping } from './retrying.js';
import { type Memories, type SortedBatch, sortBatch } from './sort-batch.js';
import type { Refused, Taken } from './taken.js';

export interface IngestSettings {
  /** Points are stored for so long, and a month: an older one is set aside. */
  readonly maxReadingAgeMs: number;
}

/** Sorts batches, those of devices that are understood by what they said before one after the other. */
export class SortUplinks {
  private last: Promise<unknown> = Promise.resolve();
  private readonly asked = new BoundedMap<string, number>(limits.deviceProfiles.rebirthsRemembered);

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly memories: DialectMemoryRepository,
    private readonly downlink: Downlink,
    private readonly retrying: Retrying,
    private readonly settings: IngestSettings,
  ) {}

  /**
   * What a dialect has to know is durable when this resolves, before anything of the batch is acknowledged.
   *
   * @throws {Stopping}
   */
  async execute(batch: readonly Taken[], meters: ReadonlyMap<string, MeterIdentity>): Promise<SortedBatch> {
    const remembering = [...meters.values()].filter(({ profile }) => profile !== undefined && remembers(profile));
    if (remembering.length === 0) return sortBatch(batch, meters, { memories: new Map(), ...this.settings });
    const turn = this.last.then(() => this.inOrder(batch, meters, remembering));
    this.last = turn.catch(() => undefined);
    return turn;
  }

  private async inOrder(
    batch: readonly Taken[],
    meters: ReadonlyMap<string, MeterIdentity>,
    remembering: readonly MeterIdentity[],
  ): Promise<SortedBatch> {
    const known = await this.retrying.run('remembering devices', () =>
      this.unitOfWork.run(ALL_UTILITIES, (tx) => this.memories.load(tx, remembering)),
    );
    const sort = (messages: readonly Taken[]): Sorted => {
      const memories: Memories = new Map(known);
      const sorted = sortBatch(messages, meters, { memories, ...this.settings });
      return { sorted, kept: remembering.flatMap(({ utility, meterNumber }) => keptOf(known, memories, { utility, meterNumber })) };
    };
    const { sorted, unkept } = await this.keep(batch, sort);
    await Promise.all(sorted.refused.filter(isBirthMissing).map((refused) => this.askForBirth(refused)));
    if (unkept.size === 0) return sorted;
    const cause = new UplinkRefused('telemetry.handling_failed', 'what the device told of itself cannot be kept');
    const refused = batch.flatMap((taken) => {
      const meter = meters.get(meterOf(taken.topic) ?? '');
      return meter !== undefined && unkept.has(meter.meterNumber) ? [refuse(taken, meter, cause)] : [];
    });
    return { ...sorted, refused: [...sorted.refused, ...refused] };
  }

  /** Of a device whose memory the database does not take the messages are set aside, and everybody else's go on. */
  private async keep(batch: readonly Taken[], sort: (messages: readonly Taken[]) => Sorted): Promise<Kept> {
    const { sorted, kept } = sort(batch);
    const at = batch[0]?.receivedAt;
    if (kept.length === 0 || at === undefined) return { sorted, unkept: new Set() };
    const unkept = await this.save(kept, at);
    if (unkept.size === 0) return { sorted, unkept };
    return { sorted: sort(batch.filter(({ topic }) => !unkept.has(meterOf(topic) ?? ''))).sorted, unkept };
  }

  /** All at once, and where the database does not take that, one by one. @returns the meters of which it takes none */
  private async save(kept: readonly KeptMemory[], at: Date): Promise<ReadonlySet<string>> {
    const store = (some: readonly KeptMemory[], tries: number): Promise<void> =>
      this.retrying.run(
        'keeping what devices told',
        () => this.unitOfWork.run(ALL_UTILITIES, (tx) => this.memories.save(tx, some, at)),
        tries,
      );
    const failed = await refusedOf(store(kept, limits.ingest.handlingTries));
    if (!failed) return new Set();
    const unkept = new Set<string>();
    for (const one of kept) if (await refusedOf(store([one], 1))) unkept.add(one.meterNumber);
    return unkept;
  }

  /** Best effort, and not again at once: a device that does not hear it says its birth when it connects. */
  private async askForBirth({ taken: { topic, receivedAt } }: Refused): Promise<void> {
    const to = rebirthTopic(topic);
    const now = receivedAt.getTime();
    if ((this.asked.get(to) ?? -Infinity) > now - limits.deviceProfiles.rebirthEveryMs) return;
    this.asked.set(to, now);
    const rebirth = writeSparkplug({ timestamp: now, metrics: [{ name: 'Node Control/Rebirth', value: true }] });
    await this.downlink.publish(to, Buffer.from(rebirth)).catch(() => this.asked.delete(to));
  }
}

interface Sorted {
  readonly sorted: SortedBatch;
  /** What is to be remembered of it. */
  readonly kept: readonly KeptMemory[];
}

interface Kept {
  readonly sorted: SortedBatch;
  readonly unkept: ReadonlySet<string>;
}

function keptOf(
  known: ReadonlyMap<string, unknown>,
  memories: Memories,
  meter: Pick<MeterIdentity, 'utility' | 'meterNumber'>,
): readonly KeptMemory[] {
  const memory = memories.get(meter.meterNumber);
  const isNew = memory !== known.get(meter.meterNumber) && typeof memory === 'object' && memory !== null;
  return isNew ? [{ ...meter, memory }] : [];
}

/** @throws {Stopping} */
async function refusedOf(work: Promise<void>): Promise<boolean> {
  try {
    await work;
    return false;
  } catch (error) {
    if (error instanceof Stopping) throw error;
    return true;
  }
}

const isBirthMissing = ({ row }: Refused): boolean => row.code === 'telemetry.birth_missing';
