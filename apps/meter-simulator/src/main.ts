import { readFile } from 'node:fs/promises';
import { pino } from 'pino';
import { Fleet } from './fleet.js';
import { parseMetersFile } from './meters-file.js';
import { loadSimulatorConfig } from './simulator.config.js';

const config = loadSimulatorConfig(process.env);
const logger = pino({ name: 'meter-simulator', level: config.LOG_LEVEL });
const description = parseMetersFile(await readFile(config.METERS_FILE, 'utf8'));
const fleet = new Fleet({
  url: config.MQTT_URL,
  ca: config.MQTT_CA_FILE && (await readFile(config.MQTT_CA_FILE, 'utf8')),
  description,
  logger,
  now: () => new Date(),
  ...(config.STATE_FILE === undefined ? {} : { stateFile: config.STATE_FILE }),
});

let stopping = false;
const stop = (): void => {
  if (stopping) return;
  stopping = true;
  void fleet.stop().then(() => process.exit(0));
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);

await fleet.start();
await fleet.allConnected();
logger.info({ meters: description.meters.length }, 'all meters are connected');
