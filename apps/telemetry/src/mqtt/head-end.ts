import type { Worker } from '@openprepay/runtime/service';
import type { IngestUplinks } from '../ingest/ingest-uplinks.js';
import type { MqttSession } from './mqtt-session.client.js';

/** The MQTT side of the service as one part: up with the session, down once what was taken is durable. */
export class HeadEnd implements Worker {
  readonly name = 'mqtt';

  constructor(
    private readonly session: MqttSession,
    private readonly ingest: IngestUplinks,
  ) {}

  start(): Promise<void> {
    this.ingest.takeFrom(this.session);
    this.session.start();
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.session.pause();
    await this.ingest.drain();
    this.session.stop();
  }

  ready(): Promise<void> {
    return Promise.resolve().then(() => this.session.check());
  }
}
