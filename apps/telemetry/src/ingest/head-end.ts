import type { Worker } from '@openprepay/runtime/service';
import type { MqttSession } from '../mqtt/mqtt-session.client.js';
import { limits } from '../telemetry-limits.js';
import type { IngestUplinks } from './ingest-uplinks.js';

/** Where the broker and the ingest path meet: up with the session, down once what was taken is durable. */
export class HeadEnd implements Worker {
  readonly name = 'mqtt';
  /** The meters that are written at once, a look-up and a quarantine; what comes meanwhile waits, and holds the socket back. */
  readonly connections = limits.ingest.metersAtOnce + 2;

  constructor(
    private readonly session: MqttSession,
    private readonly ingest: IngestUplinks,
    /** Topics of all meters, as this instance subscribes to them. */
    private readonly filters: readonly string[],
  ) {}

  async start(): Promise<void> {
    const { session, ingest, filters } = this;
    session.start({ filters, onMessage: (message) => ingest.take(message, session) });
  }

  async stop(): Promise<void> {
    this.session.pause();
    await this.ingest.drain();
    this.session.stop();
  }

  async ready(): Promise<void> {
    this.session.check();
  }
}
