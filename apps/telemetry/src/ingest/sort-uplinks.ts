import { rebirthTopic } from '../dialects/sparkplug-b.js';
import { remembers } from '../dialects/device-dialects.js';
import { writeSparkplug } from '../dialects/sparkplug-payload.js';
import { BoundedMap } from '@openprepay/pace/bounded-map';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { MeterIdentity } from '../meters/meter.js';
import type { Downlink } from '../mqtt/downlink.js';
import { limits } from '../telemetry-limits.js';
import type { DialectMemoryRepository, KeptMemory } from './dialect-memory.repository.js';
import type { Retrying } from './retrying.js';
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
    const memories: Memories = new Map(known);
    const sorted = sortBatch(batch, meters, { memories, ...this.settings });
    const kept = remembering.flatMap(({ utility, meterNumber }): readonly KeptMemory[] => {
      const memory = memories.get(meterNumber);
      return memory === known.get(meterNumber) || typeof memory !== 'object' || memory === null ? [] : [{ utility, meterNumber, memory }];
    });
    const at = batch[0]?.receivedAt;
    if (kept.length > 0 && at !== undefined)
      await this.retrying.run('keeping what devices told', () =>
        this.unitOfWork.run(ALL_UTILITIES, (tx) => this.memories.save(tx, kept, at)),
      );
    await Promise.all(sorted.refused.filter(isBirthMissing).map((refused) => this.askForBirth(refused)));
    return sorted;
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

const isBirthMissing = ({ row }: Refused): boolean => row.code === 'telemetry.birth_missing';
