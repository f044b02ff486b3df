import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { TlsListener } from './listeners.js';

const schema = z
  .object({
    MQTT_PORT: z.coerce.number().int().min(0).max(65_535).default(1883),
    MQTT_HOST: z.string().min(1).default('127.0.0.1'),
    /** `false` leaves TLS as the only way in. */
    MQTT_PLAIN: z.enum(['true', 'false']).default('true'),
    /** A second listener with TLS where a certificate is given, PEM. */
    MQTTS_PORT: z.coerce.number().int().min(0).max(65_535).default(8883),
    MQTTS_HOST: z.string().min(1).default('127.0.0.1'),
    MQTTS_CERT_FILE: z.string().min(1).optional(),
    MQTTS_KEY_FILE: z.string().min(1).optional(),
    /** The authority whose certificates sign meters in, PEM. */
    MQTTS_CLIENT_CA_FILE: z.string().min(1).optional(),
    MQTT_AUTH_URL: z.url({ protocol: /^https?$/ }),
    MQTT_ACL_URL: z.url({ protocol: /^https?$/ }),
    MQTT_AUTH_SECRET: z.string().min(16).optional(),
    MQTT_AUTH_SECRET_FILE: z.string().min(1).optional(),
    MQTT_INGEST_USERNAME: z.string().min(1).default('telemetry'),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  })
  .refine(({ MQTTS_CERT_FILE: cert, MQTTS_KEY_FILE: key }) => (cert === undefined) === (key === undefined), {
    message: 'MQTTS_CERT_FILE and MQTTS_KEY_FILE belong together',
  })
  .refine(({ MQTT_PLAIN: plain, MQTTS_CERT_FILE: cert }) => plain === 'true' || cert !== undefined, {
    message: 'MQTT_PLAIN=false needs MQTTS_CERT_FILE and MQTTS_KEY_FILE',
  })
  .transform(({ MQTT_AUTH_SECRET_FILE: file, MQTT_AUTH_SECRET: secret, ...rest }) => ({
    ...rest,
    MQTT_AUTH_SECRET: file === undefined ? secret : readFileSync(file, 'utf8').trim(),
  }));

export type MqttConfig = Readonly<z.output<typeof schema>>;

/** The listener with TLS, where there is to be one. */
export function tlsListenerOf(config: MqttConfig): TlsListener | undefined {
  const { MQTTS_PORT, MQTTS_HOST, MQTTS_CERT_FILE, MQTTS_KEY_FILE, MQTTS_CLIENT_CA_FILE } = config;
  if (MQTTS_CERT_FILE === undefined || MQTTS_KEY_FILE === undefined) return undefined;
  return {
    host: MQTTS_HOST,
    port: MQTTS_PORT,
    cert: readFileSync(MQTTS_CERT_FILE, 'utf8'),
    key: readFileSync(MQTTS_KEY_FILE, 'utf8'),
    clientCa: MQTTS_CLIENT_CA_FILE && readFileSync(MQTTS_CLIENT_CA_FILE, 'utf8'),
  };
}

/** Read once, in main.ts. */
export function loadMqttConfig(env: NodeJS.ProcessEnv): MqttConfig {
  const parsed = schema.safeParse(env);
  if (!parsed.success) throw new Error(`mqtt cannot start:\n${z.prettifyError(parsed.error)}`);
  return Object.freeze(parsed.data);
}
