import type { MeterDirectory } from '../meters/meter-directory.js';
import { type AskingBroker, type BrokerAuthSettings, requireBroker } from './asking-broker.js';
import type { RecordRefusedTopic } from './record-refused-topic.js';
import { meterMayUse, type TopicAction } from './topic-access.js';

export interface TopicRequest {
  readonly clientId: string;
  readonly username: string;
  readonly topic: string;
  readonly action: TopicAction;
}

export type TopicDecision = 'deny' | 'allow';

/** Who may use a topic: the service any, a meter its own. What is refused is written down. */
export class AuthoriseTopic {
  constructor(
    private readonly directory: MeterDirectory,
    private readonly recordRefusedTopic: RecordRefusedTopic,
    private readonly settings: BrokerAuthSettings,
  ) {}

  /** @throws {TelemetryError} `telemetry.broker_not_authenticated` */
  async execute(broker: AskingBroker, { clientId, username, topic, action }: TopicRequest): Promise<TopicDecision> {
    requireBroker(broker, this.settings);
    if (username === this.settings.service.username) return 'allow';
    const identity = (await this.directory.find(new Set([username]))).get(username);
    if (clientId === username && meterMayUse(username, { action, topic }, identity?.profile)) return 'allow';
    await this.recordRefusedTopic.execute({ meterNumber: username, action, topic });
    return 'deny';
  }
}
