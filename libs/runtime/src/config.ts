import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Environment } from './environment.js';
import { inTheClear, kafkaSecurityShape, withDatabaseSecurity } from './transport.js';

const MAX_PORT = 65_535;
const MAX_PARTITIONS = 1024;
const MAX_POOL_SIZE = 200;

export type { Environment };

/** `true` or `false`, and nothing that merely looks like it. */
export const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

/** Items between commas; what is empty is no item. */
export const commaList = z.string().transform((list) =>
  list
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

/** A file that holds a secret and nothing else, as containers mount them: its text without the line end. */
export const secretFile = z
  .string()
  .min(1)
  .transform((file, context) => {
    try {
      return readFileSync(file, 'utf8').trim();
    } catch (error) {
      context.addIssue(`the file cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'for a reason unknown'}`);
      return z.NEVER;
    }
  });

export const port = z.coerce.number().int().min(0).max(MAX_PORT);
export const databaseUrl = z.url({ protocol: /^postgres(ql)?$/ });

/** Signature algorithms that a service may be told to accept; anything else, `none` above all, is refused at start. */
const signatureAlgorithm = z.enum(['EdDSA', 'ES256', 'RS256', 'PS256']);

/** Variables of the HTTP side alone; the gateway, which signs its own tokens, uses these without `JWKS_URL`. */
export const httpConfigShape = {
  /** 0 takes a free port and says it in the log line `listening`. */
  PORT: port.default(0),
  HOST: z.string().min(1).default('127.0.0.1'),
  /** Where to write the port that was taken, for supervisors that start with port 0. */
  PORT_FILE: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** How often this process's clock is compared with the database's. */
  CLOCK_CHECK_MS: z.coerce.number().int().min(50).max(60_000).default(5_000),
  /** `otlp` records spans; where they go is said by the other `OTEL_…` variables, which OpenTelemetry reads itself. */
  OTEL_TRACES_EXPORTER: z.enum(['none', 'otlp']).default('none'),
} as const;

/** Variables of a service that strangers reach. */
export const edgeConfigShape = {
  /** Addresses of the proxy in front whose X-Forwarded-For is believed, e.g. `10.0.0.0/8`. */
  TRUST_PROXY: z.string().min(1).optional(),
  /** Health and metrics, away from the door; 0 takes a free port. */
  OPERATIONS_HOST: z.string().min(1).default('127.0.0.1'),
  OPERATIONS_PORT: port.default(0),
} as const;

/** Variables of a listener with TLS of the service's own: there is one where there is a certificate. */
export const httpsConfigShape = {
  HTTPS_PORT: port.default(8443),
  HTTPS_HOST: z.string().min(1).default('127.0.0.1'),
  /** PEM, as the two that follow. What is written anew is read anew. */
  HTTPS_CERT_FILE: z.string().min(1).optional(),
  HTTPS_KEY_FILE: z.string().min(1).optional(),
  /** The authority whose certificates clients may show; without it none is asked for. */
  HTTPS_CLIENT_CA_FILE: z.string().min(1).optional(),
  /** How often these files are looked at. */
  HTTPS_RELOAD_MS: z.coerce.number().int().min(50).max(3_600_000).default(10_000),
  /** `false` leaves TLS as the only way in. */
  HTTP_PLAIN: flag.default(true),
} as const;

/** A listener with TLS: where it is, what it shows, and whose certificates it takes. */
export interface HttpsOptions {
  readonly host: string;
  readonly port: number;
  readonly certFile: string;
  readonly keyFile: string;
  readonly clientCaFile: string | undefined;
  readonly reloadMs: number;
}

/** As a service's schema is transformed by it; what does not belong together is told to `context`. */
export function httpsOptionsOf(
  config: Readonly<z.output<z.ZodObject<typeof httpsConfigShape>>>,
  context: z.RefinementCtx,
): HttpsOptions | undefined {
  const { HTTPS_HOST: host, HTTPS_PORT, HTTPS_CERT_FILE: certFile, HTTPS_KEY_FILE: keyFile } = config;
  if ((certFile === undefined) !== (keyFile === undefined)) context.addIssue('HTTPS_CERT_FILE and HTTPS_KEY_FILE belong together');
  if (certFile !== undefined && keyFile !== undefined)
    return { host, port: HTTPS_PORT, certFile, keyFile, clientCaFile: config.HTTPS_CLIENT_CA_FILE, reloadMs: config.HTTPS_RELOAD_MS };
  if (!config.HTTP_PLAIN) context.addIssue('HTTP_PLAIN=false needs HTTPS_CERT_FILE and HTTPS_KEY_FILE');
  if (config.HTTPS_CLIENT_CA_FILE !== undefined) context.addIssue('HTTPS_CLIENT_CA_FILE needs HTTPS_CERT_FILE and HTTPS_KEY_FILE');
  return undefined;
}

/** Variables that every service reads; a service adds its own: `z.object({ ...serviceConfigShape, VEND_WAIT_MS: … })`. */
export const serviceConfigShape = {
  ...httpConfigShape,
  DATABASE_URL: databaseUrl,
  DATABASE_POOL_SIZE: z.coerce.number().int().min(1).max(MAX_POOL_SIZE).default(10),
  KAFKA_BROKERS: commaList.pipe(z.array(z.string()).min(1)),
  ...kafkaSecurityShape,
  KAFKA_PARTITIONS: z.coerce.number().int().min(1).max(MAX_PARTITIONS).default(6),
  /** Where the public keys of access tokens are: the gateway's, or an external issuer's. */
  JWKS_URL: z.url({ protocol: /^https?$/ }),
  JWT_ISSUER: z.string().min(1).default('openprepay'),
  JWT_AUDIENCE: z.string().min(1).default('openprepay'),
  JWT_ALGORITHMS: commaList.pipe(z.array(signatureAlgorithm).min(1)).default(['EdDSA']),
  OUTBOX_POLL_MS: z.coerce.number().int().min(10).max(60_000).default(1_000),
} as const;

export type HttpConfig = Readonly<z.output<z.ZodObject<typeof httpConfigShape>>>;
export type EdgeConfig = Readonly<z.output<z.ZodObject<typeof edgeConfigShape>>>;
export type ServiceConfig = Readonly<z.output<z.ZodObject<typeof serviceConfigShape>>>;

/** What the platform itself reads of a service's configuration. */
export type PlatformConfig = HttpConfig &
  Pick<ServiceConfig, 'DATABASE_URL' | 'DATABASE_POOL_SIZE'> &
  Partial<ServiceConfig & EdgeConfig> & {
    readonly HTTPS?: HttpsOptions | undefined;
    /** True unless it is said. */
    readonly HTTP_PLAIN?: boolean;
  };

/**
 * Reads a service's configuration, once, in its `.config.ts`.
 *
 * @throws {Error} `<name> cannot start: …` with every variable that is wrong, or that leads off this machine in the clear;
 *   values are not repeated, they may be secrets
 */
export function parseConfig<Schema extends z.ZodType>(name: string, schema: Schema, env: Environment): Readonly<z.output<Schema>> {
  const parsed = schema.safeParse(withDatabaseSecurity(env), { reportInput: false });
  if (!parsed.success) throw new Error(`${name} cannot start:\n${z.prettifyError(parsed.error)}`);
  const open = inTheClear(parsed.data as Readonly<Record<string, unknown>>, env);
  if (open.length > 0) throw new Error(`${name} cannot start:\n${open.map((sentence) => `✖ ${sentence}`).join('\n')}`);
  return Object.freeze(parsed.data);
}
