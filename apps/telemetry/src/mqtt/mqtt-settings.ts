import { token } from '@openprepay/runtime/service';
import type { MqttLogin } from './mqtt-connection.client.js';

/** How the service reaches its broker, and who it is there. */
export interface MqttSettings {
  readonly login: MqttLogin;
  /** Instances of one group share the uplinks. */
  readonly sharedGroup: string | undefined;
}

export const MQTT = token<MqttSettings>('MQTT settings');
