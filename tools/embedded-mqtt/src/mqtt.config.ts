import { readFileSync } from 'node:fs';
import { z } from 'zod';

const schema = z
  .object({
    MQTT_PORT: z.coerce.number().int().min(0).max(65_535).default(1883),
    MQTT_HOST: z.string().min(1).default('127.0.0.1'),
    MQTT_AUTH_URL: z.url({ protocol: /^https?$/ }),
    MQTT_ACL_URL: z.url({ protocol: /^https?$/ }),
    MQTT_AUTH_SECRET: z.string().min(16).optional(),
    MQTT_AUTH_SECRET_FILE: z.string().min(1).optional(),
    MQTT_INGEST_USERNAME: z.string().min(1).default('telemetry'),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  })
  .transform(({ MQTT_AUTH_SECRET_FILE: file, MQTT_AUTH_SECRET: secret, ...rest }) => ({
    ...rest,
    MQTT_AUTH_SECRET: file === undefined ? secret : readFileSync(file, 'utf8').trim(),
  }));

export type MqttConfig = Readonly<z.output<typeof schema>>;

/** Read once, in main.ts. */
export function loadMqttConfig(env: NodeJS.ProcessEnv): MqttConfig {
  const parsed = schema.safeParse(env);
  if (!parsed.success) throw new Error(`mqtt cannot start:\n${z.prettifyError(parsed.error)}`);
  return Object.freeze(parsed.data);
}
