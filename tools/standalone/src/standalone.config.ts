import { readFileSync } from 'node:fs';
import path from 'node:path';
import { databaseUrl, flag, parseConfig } from '@openprepay/runtime/config';
import { z } from 'zod';
import type { ServicePasswords } from './databases.js';
import { services } from './services.js';

const port = z.coerce.number().int().min(0).max(65_535);

const schema = z.object({
  OPENPREPAY_PORT: port.default(8080),
  /** The gateway with TLS: 8443 unless set, or a free one where the plain one is. */
  OPENPREPAY_HTTPS_PORT: port.optional(),
  /** Where whoever is beyond this machine may come in; the plain port stays on loopback. */
  OPENPREPAY_HTTPS_HOST: z.string().min(1).default('127.0.0.1'),
  OPENPREPAY_MQTT_PORT: port.default(1883),
  /** `false` leaves TLS as the only way in, for meters and for the service. */
  OPENPREPAY_MQTT_PLAIN: flag.default(true),
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
  /** An IANA name: by which the days of the demo utility begin and end. */
  OPENPREPAY_TIME_ZONE: z.string().min(1).default('UTC'),
  OPENPREPAY_DEMO_METERS: z.coerce.number().int().min(0).max(10_000).default(25),
  /** What a demo that is made anew comes with: days of readings and of sales before it began. */
  OPENPREPAY_DEMO_HISTORY_DAYS: z.coerce.number().int().min(0).max(60).default(30),
  OPENPREPAY_KAFKA: z.enum(['embedded', 'apache']).default('embedded'),
  OPENPREPAY_MAX_RESTARTS: z.coerce.number().int().min(0).max(1_000).default(10),
  OPENPREPAY_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']).default('info'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  KAFKA_BROKERS: z.string().min(1).optional(),
  KAFKA_PASSWORDS_DIR: z.string().min(1).optional(),
  MQTT_URL: z.url({ protocol: /^mqtts?$/ }).optional(),
});

export type StandaloneConfig = Readonly<z.output<typeof schema>> & {
  /** Handed on to every process that is started: settings, no secret. */
  readonly environment: NodeJS.ProcessEnv;
};

/** What only the standalone reads, what signs in somewhere, and what looks like a secret of somebody else's. */
const KEPT_BACK = /^OPENPREPAY_|^DATABASE_URL$|(PASSWORD|SECRET|TOKEN|CREDENTIALS?|_KEY)$/i;

/** The parts are told what is theirs by name; of the rest they get what is no secret. */
export const handedOn = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !KEPT_BACK.test(name)));

/** Read once, by `start.ts` and `demo.ts`; no other file of this tool touches the environment. */
export function loadStandaloneConfig(env: NodeJS.ProcessEnv): StandaloneConfig {
  const parsed = schema.safeParse(env);
  if (!parsed.success) throw new Error(`openprepay cannot start:\n${z.prettifyError(parsed.error)}`);
  return Object.freeze({ ...parsed.data, environment: handedOn(env) });
}

const migrateSchema = z.object({
  /** As whoever may make databases and roles. */
  DATABASE_URL: databaseUrl,
  /** A folder with one file a service, `<service>-database-password`. */
  SERVICE_DATABASE_PASSWORDS_DIR: z.string().min(1),
  OPENPREPAY_ROOT: z.string().default(process.cwd()),
});

export interface MigrateConfig {
  readonly adminUrl: string;
  readonly passwords: ServicePasswords;
  readonly root: string;
  readonly environment: NodeJS.ProcessEnv;
}

const MIN_PASSWORD_LENGTH = 16;

/**
 * For `migrate-main.ts`.
 * @throws Error naming the variable or the file that is wrong
 */
export function loadMigrateConfig(env: NodeJS.ProcessEnv): MigrateConfig {
  const { DATABASE_URL, SERVICE_DATABASE_PASSWORDS_DIR, OPENPREPAY_ROOT } = parseConfig('migrate', migrateSchema, env);
  const passwords = Object.fromEntries(
    services.map((service) => [service, readPassword(path.join(SERVICE_DATABASE_PASSWORDS_DIR, `${service}-database-password`))]),
  ) as ServicePasswords;
  return Object.freeze({ adminUrl: DATABASE_URL, passwords, root: OPENPREPAY_ROOT, environment: handedOn(env) });
}

function readPassword(file: string): string {
  const password = readFileSync(file, 'utf8').trim();
  if (password.length < MIN_PASSWORD_LENGTH) throw new Error(`${file}: a password has at least ${MIN_PASSWORD_LENGTH} characters`);
  return password;
}
