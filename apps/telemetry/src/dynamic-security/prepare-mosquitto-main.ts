import { randomBytes } from 'node:crypto';
import { loadPrepareMosquittoConfig } from '../telemetry.config.js';
import { isReachable } from './broker-reachable.client.js';
import { prepareFile } from './initial-file.js';

const { DYNAMIC_SECURITY_FILE, MQTT_URL, MQTT_USERNAME, MQTT_PASSWORD, MQTT_SHARED_GROUP } = loadPrepareMosquittoConfig(process.env);
const access = { username: MQTT_USERNAME, password: MQTT_PASSWORD, sharedGroup: MQTT_SHARED_GROUP, randomBytes };
const outcome = await prepareFile(DYNAMIC_SECURITY_FILE, access, () => isReachable(MQTT_URL));
process.stdout.write(`${JSON.stringify({ msg: 'dynamic security', file: DYNAMIC_SECURITY_FILE, outcome })}\n`);
