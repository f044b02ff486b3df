import { backoffMs } from '@openprepay/pace/backoff';
import type { Logger } from 'pino';
import { limits } from '../telemetry-limits.js';
import type { Downlink } from './downlink.js';
import { MqttConnection, type MqttMessage } from './mqtt-connection.client.js';
import type { MqttSettings } from './mqtt-settings.js';

/** What a session is there for. */
export interface Subscription {
  readonly filters: readonly string[];
  readonly onMessage: (message: MqttMessage) => void;
}

/** The service's MQTT session: connected and subscribed, again and again until it is stopped. */
export class MqttSession implements Downlink {
  private connection: MqttConnection | undefined;
  private stopped = true;
  private tries = 0;
  private paused = false;
  private timer: NodeJS.Timeout | undefined;
  private lastFailure = 'not connected yet';
  /** Filters beside those that a session is there for. */
  private readonly heardToo = new Set<string>();

  constructor(
    private readonly settings: MqttSettings,
    private readonly logger: Logger,
  ) {}

  /** Returns at once: the broker asks this very service whether it may connect. */
  start(subscription: Subscription): void {
    this.stopped = false;
    void this.connect(subscription);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.connection?.close();
    this.connection = undefined;
  }

  get connected(): boolean {
    return this.connection?.open === true;
  }

  /** @throws while there is no session, with the reason */
  check(): void {
    if (!this.connected) throw new Error(`no MQTT session: ${this.lastFailure}`);
  }

  async publish(topic: string, payload: string | Buffer): Promise<void> {
    if (!this.connection) throw new Error(`no MQTT session: ${this.lastFailure}`);
    await this.connection.publish(topic, payload);
  }

  /** Topics that a broker does not let us hear cost nothing else. Instances of a group share these like all others. */
  async hear(filters: readonly string[]): Promise<void> {
    const { sharedGroup } = this.settings;
    const own = filters.map((filter) => (sharedGroup === undefined ? filter : `$share/${sharedGroup}/${filter}`));
    const added = own.filter((filter) => !this.heardToo.has(filter));
    for (const filter of added) this.heardToo.add(filter);
    if (this.connection) await this.subscribeToo(this.connection, added);
  }

  private async subscribeToo(connection: MqttConnection, filters: readonly string[]): Promise<void> {
    for (const filter of filters) {
      await connection.subscribe([filter]).catch((error: unknown) => this.logger.warn({ filter, err: error }, 'a topic cannot be heard'));
    }
  }

  pause(): void {
    this.paused = true;
    this.connection?.pause();
  }

  resume(): void {
    this.paused = false;
    this.connection?.resume();
  }

  private async connect(subscription: Subscription): Promise<void> {
    const { filters, onMessage } = subscription;
    const onClosed = (reason: string): void => this.lost(reason, subscription);
    let connection: MqttConnection | undefined;
    try {
      connection = await MqttConnection.open(this.settings.login, { onMessage, onClosed });
      await connection.subscribe(filters);
      await this.subscribeToo(connection, [...this.heardToo]);
      if (this.stopped) return connection.close();
      this.connection = connection;
      this.tries = 0;
      if (this.paused) connection.pause();
      this.logger.info('MQTT session is up');
    } catch (error) {
      if (connection?.open) connection.close();
      else onClosed(error instanceof Error ? error.message : String(error));
    }
  }

  private lost(reason: string, subscription: Subscription): void {
    this.connection = undefined;
    this.lastFailure = reason;
    if (this.stopped) return;
    this.logger.warn({ reason }, 'no MQTT session');
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.connect(subscription), backoffMs(this.tries++, limits.mqtt.reconnect));
  }
}
