import { BoundedMap } from '@openprepay/pace/bounded-map';
import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { MeterDirectory } from '../meters/meter-directory.js';
import { NO_UTILITY } from '../quarantine/quarantined-message.js';
import type { QuarantineRepository } from '../quarantine/quarantine.repository.js';
import { limits } from '../telemetry-limits.js';
import type { BrokerAuthMetrics } from './broker-auth-metrics.js';
import type { TopicAction } from './topic-access.js';

export interface RefusedTopic {
  readonly meterNumber: string;
  readonly action: TopicAction;
  readonly topic: string;
}

/**
 * Writes down who asked for a topic that is not theirs; the broker refuses it before there is a message to keep. One row a
 * minute of each meter, with the first such topic: what a meter can cause as often as it likes must not cost a write each time.
 */
export class RecordRefusedTopic {
  private readonly recent = new BoundedMap<string, number>(limits.brokerAuth.refusedMetersRemembered);

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly directory: MeterDirectory,
    private readonly quarantine: QuarantineRepository,
    private readonly metrics: BrokerAuthMetrics,
    private readonly clock: Clock,
  ) {}

  async execute({ meterNumber, action, topic }: RefusedTopic): Promise<void> {
    this.metrics.topicRefused();
    const receivedAt = this.clock.now();
    if (this.isRecent(meterNumber, receivedAt.getTime())) return;
    const owner = (await this.directory.find(new Set([meterNumber]))).get(meterNumber);
    const row = {
      utility: owner?.utility ?? NO_UTILITY,
      meterNumber,
      topic,
      payload: Buffer.alloc(0),
      code: 'telemetry.topic_not_allowed',
      reason: `meter ${meterNumber} may not ${action} here`,
      receivedAt,
    } as const;
    await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.quarantine.insert(tx, [row]));
  }

  private isRecent(meterNumber: string, now: number): boolean {
    if ((this.recent.get(meterNumber) ?? -Infinity) > now - limits.brokerAuth.refusalEveryMs) return true;
    this.recent.set(meterNumber, now);
    return false;
  }
}
