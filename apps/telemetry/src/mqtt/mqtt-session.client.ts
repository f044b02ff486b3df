import type { Logger } from 'pino';
import type { Downlink } from '../deliveries/dispatch-deliveries.js';
import { limits } from '../telemetry-limits.js';
import { MqttConnection, type MqttLogin, type MqttMessage } from './mqtt-connection.client.js';

export interface MqttSessionOptions {
  readonly login: MqttLogin;
  readonly filters: readonly string[];
  readonly onMessage: (message: MqttMessage) => void;
  readonly logger: Logger;
}

/** The service's MQTT session: connected and subscribed, again and again until it is stopped. */
export class MqttSession implements Downlink {
  private connection: MqttConnection | undefined;
  private stopped = true;
  private tries = 0;
  private paused = false;
  private timer: NodeJS.Timeout | undefined;
  private lastFailure = 'not connected yet';

  constructor(private readonly options: MqttSessionOptions) {}

  /** Returns at once: the broker asks this very service whether it may connect. */
  start(): void {
    this.stopped = false;
    void this.connect();
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

  async publish(topic: string, payload: string): Promise<void> {
    if (!this.connection) throw new Error(`no MQTT session: ${this.lastFailure}`);
    await this.connection.publish(topic, payload);
  }

  pause(): void {
    this.paused = true;
    this.connection?.pause();
  }

  resume(): void {
    this.paused = false;
    this.connection?.resume();
  }

  private async connect(): Promise<void> {
    const { login, filters, onMessage, logger } = this.options;
    let connection: MqttConnection | undefined;
    try {
      connection = await MqttConnection.open(login, { onMessage, onClosed: (reason) => this.lost(reason) });
      await connection.subscribe(filters);
      if (this.stopped) return connection.close();
      this.connection = connection;
      this.tries = 0;
      if (this.paused) connection.pause();
      logger.info('MQTT session is up');
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (connection?.open) connection.close();
      else this.lost(reason);
    }
  }

  private lost(reason: string): void {
    this.connection = undefined;
    this.lastFailure = reason;
    if (this.stopped) return;
    this.options.logger.warn({ reason }, 'no MQTT session');
    clearTimeout(this.timer);
    const delayMs = Math.min(limits.mqttReconnectBaseMs * 2 ** Math.min(this.tries++, 10), limits.mqttReconnectLimitMs);
    this.timer = setTimeout(() => void this.connect(), delayMs);
  }
}
