import { z } from 'zod';

const MAX_PORT = 65_535;
const MAX_PARTITIONS = 1024;
const MAX_POOL_SIZE = 200;

/** Signature algorithms that a service may be told to accept; anything else, `none` above all, is refused at start. */
const signatureAlgorithm = z.enum(['EdDSA', 'ES256', 'RS256', 'PS256']);

const commaList = z
  .string()
  .min(1)
  .transform((list) => list.split(',').map((item) => item.trim()));

/** Variables of the HTTP side alone; the gateway, which signs its own tokens, uses these without `JWKS_URL`. */
export const httpConfigShape = {
  /** 0 takes a free port and says it in the log line `listening`. */
  PORT: z.coerce.number().int().min(0).max(MAX_PORT).default(0),
  HOST: z.string().min(1).default('127.0.0.1'),
  /** Where to write the port that was taken, for supervisors that start with port 0. */
  PORT_FILE: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
} as const;

/** Variables that every service reads; a service adds its own: `z.object({ ...serviceConfigShape, VEND_WAIT_MS: … })`. */
export const serviceConfigShape = {
  ...httpConfigShape,
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(1).max(MAX_POOL_SIZE).default(10),
  KAFKA_BROKERS: commaList,
  KAFKA_PARTITIONS: z.coerce.number().int().min(1).max(MAX_PARTITIONS).default(6),
  /** Where the public keys of access tokens are: the gateway's, or an external issuer's. */
  JWKS_URL: z.url({ protocol: /^https?$/ }),
  JWT_ISSUER: z.string().min(1).default('openprepay'),
  JWT_AUDIENCE: z.string().min(1).default('openprepay'),
  JWT_ALGORITHMS: commaList.pipe(z.array(signatureAlgorithm)).default(['EdDSA']),
  OUTBOX_POLL_MS: z.coerce.number().int().min(10).max(60_000).default(250),
} as const;

export type HttpConfig = Readonly<z.output<z.ZodObject<typeof httpConfigShape>>>;
export type ServiceConfig = Readonly<z.output<z.ZodObject<typeof serviceConfigShape>>>;

/**
 * Reads a service's configuration, once, in its `.config.ts`.
 *
 * @throws {Error} `<name> cannot start: …` with every variable that is wrong; values are not repeated, they may be secrets
 */
export function parseConfig<Schema extends z.ZodType>(
  name: string,
  schema: Schema,
  env: Readonly<Record<string, string | undefined>>,
): Readonly<z.output<Schema>> {
  const parsed = schema.safeParse(env, { reportInput: false });
  if (!parsed.success) throw new Error(`${name} cannot start:\n${z.prettifyError(parsed.error)}`);
  return Object.freeze(parsed.data);
}
