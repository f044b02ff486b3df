import type { Logger } from 'pino';
import { MqttConnection } from '../mqtt/mqtt-connection.client.js';
import type { MqttSettings } from '../mqtt/mqtt-settings.js';
import type { SessionEnder } from './session-ender.js';

/**
 * Ends a meter's session on any broker: whoever connects with its client id takes its place, and this one leaves again.
 *
 * @source MQTT 3.1.1, 3.1.4: a server must disconnect the existing client with the same client id
 */
export class TakeOverSession implements SessionEnder {
  constructor(
    private readonly settings: MqttSettings,
    private readonly logger: Logger,
  ) {}

  /** Best effort: without a broker there is no session to end, and the old password is void already. */
  async end(meterNumber: string): Promise<void> {
    try {
      const login = { ...this.settings.login, clientId: meterNumber, clean: true };
      const connection = await MqttConnection.open(login, { onMessage: () => undefined, onClosed: () => undefined });
      connection.close();
    } catch (error) {
      this.logger.warn({ meterNumber, err: error }, 'the session of the former password could not be ended');
    }
  }
}
