import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);

const schema = z.object({
  OPENPREPAY_PORT: port.default(8080),
  OPENPREPAY_MQTT_PORT: port.default(1883),
  /** 8883 unless set, or a free one where the plain one is. */
  OPENPREPAY_MQTTS_PORT: port.optional(),
  /** Where meters beyond this machine may come in; the plain port stays on loopback. */
  OPENPREPAY_MQTTS_HOST: z.string().min(1).default('127.0.0.1'),
  OPENPREPAY_DATA_DIR: z.string().min(1).default('.openprepay'),
  OPENPREPAY_DEMO_PASSWORD: z.string().min(1).max(128).optional(),
  OPENPREPAY_CURRENCY: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('USD'),
  OPENPREPAY_DEMO_METERS: z.coerce.number().int().min(0).max(10_000).default(25),
  OPENPREPAY_KAFKA: z.enum(['embedded', 'apache']).default('embedded'),
  OPENPREPAY_MAX_RESTARTS: z.coerce.number().int().min(0).max(1_000).default(10),
  OPENPREPAY_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']).default('info'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  KAFKA_BROKERS: z.string().min(1).optional(),
  KAFKA_PASSWORDS_DIR: z.string().min(1).optional(),
  MQTT_URL: z.url({ protocol: /^mqtts?$/ }).optional(),
});

export type StandaloneConfig = Readonly<z.output<typeof schema>> & {
  /** Handed on to every process that is started. */
  readonly environment: NodeJS.ProcessEnv;
};

/** Read once, by `start.ts` and `demo.ts`; no other file of this tool touches the environment. */
export function loadStandaloneConfig(env: NodeJS.ProcessEnv): StandaloneConfig {
  const parsed = schema.safeParse(env);
  if (!parsed.success) throw new Error(`openprepay cannot start:\n${z.prettifyError(parsed.error)}`);
  return Object.freeze({ ...parsed.data, environment: env });
}

const migrateSchema = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  SERVICE_DATABASE_PASSWORD: z.string().min(8),
  OPENPREPAY_ROOT: z.string().default(process.cwd()),
});

/** For `migrate-main.ts`. */
export function loadMigrateConfig(
  env: NodeJS.ProcessEnv,
): Readonly<z.output<typeof migrateSchema>> & { readonly environment: NodeJS.ProcessEnv } {
  const parsed = migrateSchema.safeParse(env);
  if (!parsed.success) throw new Error(`the databases cannot be prepared:\n${z.prettifyError(parsed.error)}`);
  return Object.freeze({ ...parsed.data, environment: env });
}
