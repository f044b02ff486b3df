import type { Clock } from '@openprepay/persistence/clock';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provideBy, worker } from '@openprepay/runtime/service';
import { MQTT, type MqttSettings } from '../mqtt/mqtt-settings.js';
import { MqttSession } from '../mqtt/mqtt-session.client.js';
import { TELEMETRY_CONFIG } from '../telemetry.config.js';
import { BROKER_ACCESS, brokerAsks } from './broker-access.js';
import { DynamicSecurityClient } from './dynamic-security.client.js';
import { MosquittoAccess } from './mosquitto-access.js';

export const dynamicSecurity: Feature = {
  providers: [
    provideBy(BROKER_ACCESS, [TELEMETRY_CONFIG, MQTT, MqttSession, CLOCK], ({ MQTT_DYNAMIC_SECURITY }, settings, session, clock) =>
      MQTT_DYNAMIC_SECURITY ? mosquittoAccess(settings, session, clock) : brokerAsks,
    ),
    worker([BROKER_ACCESS], (access) => access),
  ],
};

function mosquittoAccess({ login }: MqttSettings, session: MqttSession, clock: Clock): MosquittoAccess {
  const commands = new DynamicSecurityClient({ ...login, clientId: `${login.clientId}-control` }, () => clock.newId());
  return new MosquittoAccess(commands, { isListening: () => session.connected, now: () => performance.now() });
}
