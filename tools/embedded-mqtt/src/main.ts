import { pino } from 'pino';
import { startEmbeddedMqtt } from './broker.js';
import { loadMqttConfig, tlsListenerOf } from './mqtt.config.js';

const config = loadMqttConfig(process.env);
const logger = pino({ name: 'mqtt', level: config.LOG_LEVEL });

const broker = await startEmbeddedMqtt({
  host: config.MQTT_HOST,
  port: config.MQTT_PORT,
  plain: config.MQTT_PLAIN === 'true',
  tls: tlsListenerOf(config),
  authUrl: config.MQTT_AUTH_URL,
  aclUrl: config.MQTT_ACL_URL,
  ingestUsername: config.MQTT_INGEST_USERNAME,
  logger,
  ...(config.MQTT_AUTH_SECRET === undefined ? {} : { authSecret: config.MQTT_AUTH_SECRET }),
}).catch((error: unknown) => {
  if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
  const secured = 'port' in error && error.port === config.MQTTS_PORT && config.MQTTS_PORT !== config.MQTT_PORT;
  const [port, variable] = secured ? [config.MQTTS_PORT, 'MQTTS_PORT'] : [config.MQTT_PORT, 'MQTT_PORT'];
  logger.fatal({ port }, `port ${port} is busy: set ${variable} (or OPENPREPAY_${variable}) to a free one`);
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
