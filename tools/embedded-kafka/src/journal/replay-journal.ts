import type { BrokerLogger } from '../broker-logger.js';
import type { CommittedOffsets } from '../group/committed-offsets.js';
import type { PartitionLog } from '../log/partition-log.js';
import { readBatchHeader } from '../record/record-batch.js';
import type { Topic } from '../topic/topic.js';
import type { TopicRegistry } from '../topic/topic-registry.js';
import { type StartEntry, decodeJournal } from './journal-entry.js';
import type { JournalFiles } from './journal-files.js';

export interface ReplayParts {
  readonly journal: JournalFiles;
  readonly topics: TopicRegistry;
  readonly offsets: CommittedOffsets;
  readonly logger: BrokerLogger;
  readonly nowMs: number;
}

/** Brings the segments and offsets to where the journal is: everything that was acknowledged before the last stop, however it came. */
export async function replayJournal({ journal, topics, offsets, logger, nowMs }: ReplayParts, journalThrough: number): Promise<void> {
  const byId = new Map<number, Topic>(topics.all().map((topic) => [topic.id, topic]));
  const touched = new Set<PartitionLog>();
  for await (const { number, content } of journal.leftovers()) {
    if (number <= journalThrough) continue;
    let restored = 0;
    const goodBytes = decodeJournal(content, (entry) => {
      if (entry.kind === 'offsets') return entry.offsets.forEach((offset) => offsets.apply(offset));
      if (entry.kind === 'start') return raiseStart(byId, entry.start);
      const topic = byId.get(entry.topicId);
      const log = topic?.partitions[entry.partition];
      if (!topic || !log) return;
      const header = readBatchHeader(entry.batch);
      if (header.baseOffset < log.nextOffset) return;
      log.place(entry.batch, header, { config: topic.config, nowMs });
      touched.add(log);
      restored++;
    });
    // One file at a time is held in memory, so what it restored is written before the next is read.
    for (const log of touched) {
      await log.writePending();
      log.publish();
    }
    touched.clear();
    logger.info(
      { journal: number, bytes: goodBytes, tornBytes: content.length - goodBytes, restoredBatches: restored },
      'journal replayed',
    );
  }
  offsets.retain((entry) => topics.get(entry.topic)?.id === entry.topicId);
}

function raiseStart(topics: ReadonlyMap<number, Topic>, { topicId, partition, startOffset }: StartEntry): void {
  const log = topics.get(topicId)?.partitions[partition];
  if (log) log.startOffset = Math.max(log.startOffset, startOffset);
}
