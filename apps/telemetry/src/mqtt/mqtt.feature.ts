import { hostname } from 'node:os';
import type { Feature } from '@openprepay/runtime/feature';
import { LOGGER, provide, provideBy } from '@openprepay/runtime/service';
import { TELEMETRY_CONFIG } from '../telemetry.config.js';
import { DOWNLINK } from './downlink.js';
import { MQTT } from './mqtt-settings.js';
import { MqttSession } from './mqtt-session.client.js';

export const mqtt: Feature = {
  providers: [
    provideBy(MQTT, [TELEMETRY_CONFIG], (config) => ({
      login: {
        url: config.MQTT_URL,
        ca: config.MQTT_CA_FILE,
        clientId: config.MQTT_CLIENT_ID ?? `telemetry-${hostname()}-${process.pid}`,
        username: config.MQTT_USERNAME,
        password: config.MQTT_PASSWORD,
        clean: config.MQTT_CLEAN_SESSION,
      },
      sharedGroup: config.MQTT_SHARED_GROUP,
    })),
    provide(MqttSession, [MQTT, LOGGER]),
    provideBy(DOWNLINK, [MqttSession], (session) => session),
  ],
};
