import type { MeterIdentity } from '../meters/meter.js';
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
    const meter = new Set([username]);
    const mayUse = (known: ReadonlyMap<string, MeterIdentity>): boolean =>
      clientId === username && meterMayUse(username, { action, topic }, known.get(username)?.profile);
    // Its profile may have changed on another instance since it was looked up here.
    if (mayUse(await this.directory.find(meter)) || mayUse(await this.directory.lookAgain(meter))) return 'allow';
    await this.recordRefusedTopic.execute({ meterNumber: username, action, topic });
    return 'deny';
  }
}
