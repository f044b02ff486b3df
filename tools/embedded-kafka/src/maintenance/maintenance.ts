import { RepeatingTask } from '@openprepay/pace/repeating-task';
import type { BrokerLogger } from '../broker-logger.js';
import { FORGOTTEN } from '../group/committed-offsets.js';
import type { GroupCoordinator } from '../group/group-coordinator.js';
import { OFFSETS_RETENTION_MS } from '../limits.js';
import { setAsideIndexes } from '../log/load-partition-log.js';
import type { Storage } from '../storage.js';
import type { Topic } from '../topic/topic.js';
import { compactLog } from './compaction.js';
import { applyRetention } from './retention.js';

export interface MaintenanceParts {
  readonly storage: Storage;
  readonly groups: GroupCoordinator;
  readonly logger: BrokerLogger;
  readonly now: () => number;
}

/** Removes and compacts what the topics' settings say, a pass at a time with a pause between; one pass never meets another. */
export function startMaintenance(parts: MaintenanceParts, intervalMs: number): { stop(): Promise<void> } {
  let stopping = false;
  const passes = new RepeatingTask({
    name: 'maintenance',
    everyMs: intervalMs,
    restFirst: true,
    task: () => runPass(parts, () => stopping),
    onError: (error) => parts.logger.error({ err: error }, 'a pass of retention and compaction failed'),
  });
  void passes.start();
  return {
    stop: () => {
      stopping = true;
      return passes.stop();
    },
  };
}

async function runPass(parts: MaintenanceParts, isStopping: () => boolean): Promise<void> {
  for (const topic of parts.storage.topics.all()) {
    for (const [partition, log] of topic.partitions.entries()) {
      if (isStopping()) return;
      try {
        await maintain(parts, topic, partition);
      } catch (error) {
        // Records are kept too long rather than the broker stopped: the next pass tries again.
        if (!log.removed) parts.logger.error({ err: error, directory: log.directory }, 'retention or compaction failed');
      }
    }
  }
  await forgetOffsets(parts);
}

async function maintain({ storage, logger, now }: MaintenanceParts, topic: Topic, partition: number): Promise<void> {
  const { config, name } = topic;
  const log = topic.partitions[partition]!;
  const nowMs = now();
  log.producers.expire(nowMs);
  const moveStart = (offset: number): Promise<void> => storage.moveStart(topic, partition, offset);
  const removed = await applyRetention(log, config, { files: storage.files, nowMs, moveStart });
  if (removed.segments > 0) logger.info({ topic: name, directory: log.directory, ...removed }, 'segments removed by retention');
  const compacted = config.compact ? await compactLog(log, config, { files: storage.files, nowMs }) : undefined;
  if (compacted) logger.info({ topic: name, directory: log.directory, ...compacted }, 'log compacted');
  setAsideIndexes(log);
}

/** Offsets of groups that have had no members for long. */
async function forgetOffsets({ storage, groups, now }: MaintenanceParts): Promise<void> {
  const nowMs = now();
  for (const id of storage.offsets.groupIds()) {
    const group = groups.get(id);
    if (group && group.state !== 'Empty') continue;
    const entries = storage.offsets.ofGroup(id);
    const last = Math.max(group?.emptySinceMs ?? 0, ...entries.map((entry) => entry.committedAtMs));
    if (last + OFFSETS_RETENTION_MS < nowMs) await storage.commitOffsets(entries.map((entry) => ({ ...entry, offset: FORGOTTEN })));
  }
  for (const group of groups.all()) {
    const idle = group.state === 'Empty' && group.pendingIds.size === 0 && group.emptySinceMs + OFFSETS_RETENTION_MS < nowMs;
    if (idle) groups.remove(group.id);
  }
}
