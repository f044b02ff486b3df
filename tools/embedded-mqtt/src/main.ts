import { pino } from 'pino';
import { startEmbeddedMqtt } from './broker.js';
import { loadMqttConfig } from './mqtt.config.js';

const config = loadMqttConfig(process.env);
const logger = pino({ name: 'mqtt', level: config.LOG_LEVEL });

const broker = await startEmbeddedMqtt({
  host: config.MQTT_HOST,
  port: config.MQTT_PORT,
  authUrl: config.MQTT_AUTH_URL,
  aclUrl: config.MQTT_ACL_URL,
  ingestUsername: config.MQTT_INGEST_USERNAME,
  logger,
  ...(config.MQTT_AUTH_SECRET === undefined ? {} : { authSecret: config.MQTT_AUTH_SECRET }),
}).catch((error: unknown) => {
  if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
  logger.fatal({ port: config.MQTT_PORT }, `port ${config.MQTT_PORT} is busy: set MQTT_PORT (or OPENPREPAY_MQTT_PORT) to a free one`);
  process.exit(1);
});

let stopping = false;
const stop = (): void => {
  if (stopping) return;
  stopping = true;
  void broker.stop().then(() => process.exit(0));
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
