export const FORGOTTEN = -1;

/** A committed offset; `offset` -1 forgets it. */
export interface OffsetEntry {
  readonly group: string;
  readonly topic: string;
  readonly topicId: number;
  readonly partition: number;
  readonly offset: number;
  readonly metadata: string;
  readonly committedAtMs: number;
}

/** Durable offsets of all groups. The journal and the checkpoint keep them; this is their state in memory. */
export class CommittedOffsets {
  private readonly groups = new Map<string, Map<string, OffsetEntry>>();

  apply(entry: OffsetEntry): void {
    const key = partitionKey(entry.topic, entry.partition);
    if (entry.offset === FORGOTTEN) {
      const offsets = this.groups.get(entry.group);
      offsets?.delete(key);
      if (offsets?.size === 0) this.groups.delete(entry.group);
      return;
    }
    const offsets = this.groups.get(entry.group) ?? new Map<string, OffsetEntry>();
    offsets.set(key, entry);
    this.groups.set(entry.group, offsets);
  }

  get(group: string, topic: string, partition: number): OffsetEntry | undefined {
    return this.groups.get(group)?.get(partitionKey(topic, partition));
  }

  ofGroup(group: string): readonly OffsetEntry[] {
    return [...(this.groups.get(group)?.values() ?? [])];
  }

  groupIds(): readonly string[] {
    return [...this.groups.keys()];
  }

  entries(): readonly OffsetEntry[] {
    return [...this.groups.values()].flatMap((offsets) => [...offsets.values()]);
  }

  /** Drops what belongs to topics that are gone, or to an earlier topic of the same name. */
  retain(belongs: (entry: OffsetEntry) => boolean): void {
    for (const entry of this.entries()) if (!belongs(entry)) this.apply({ ...entry, offset: FORGOTTEN });
  }
}

const partitionKey = (topic: string, partition: number): string => `${topic}/${partition}`;
