import { randomBytes } from 'node:crypto';
import { authorityOf } from '@openprepay/certificates/certificate';
import { type Environment, flag, parseConfig, secretFile, serviceConfigShape } from '@openprepay/runtime/config';
import { configToken } from '@openprepay/runtime/service';
import { z } from 'zod';

const brokerLogin = {
  MQTT_URL: z.url({ protocol: /^mqtts?$/ }),
  MQTT_USERNAME: z.string().min(1).max(64).default('telemetry'),
  MQTT_PASSWORD: z.string().min(16).optional(),
  MQTT_PASSWORD_FILE: secretFile.optional(),
  /** The authority that signed the broker's certificate, for `mqtts://`; the system's own ones unless given. PEM. */
  MQTT_CA_FILE: secretFile.optional(),
  /** Shares the uplinks between instances by `$share/<group>/…`; for brokers that deliver shared subscriptions. */
  MQTT_SHARED_GROUP: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,32}$/)
    .optional(),
};

const schema = z
  .object({
    ...serviceConfigShape,
    ...brokerLogin,
    /** Client id of this instance; the default is unlike any meter number. Fixed per instance where the broker keeps sessions. */
    MQTT_CLIENT_ID: z.string().min(1).max(64).optional(),
    /** `false` where the broker acknowledges meters by itself and keeps the session on disk. */
    MQTT_CLEAN_SESSION: flag.default(true),
    /** The broker is mosquitto with its dynamic security plugin: it is told who may connect, and asks nobody. */
    MQTT_DYNAMIC_SECURITY: flag.default(false),
    /** What the broker shows when it asks who may connect. */
    BROKER_AUTH_SECRET: z.string().min(16).optional(),
    BROKER_AUTH_SECRET_FILE: secretFile.optional(),
    /** Who signs meters' certificates, PEM; without them meters come in by passwords alone. */
    METER_AUTHORITY_CERT_FILE: secretFile.optional(),
    METER_AUTHORITY_KEY_FILE: secretFile.optional(),
    /** How long a meter's certificate lasts; it never outlives its authority. */
    METER_CERTIFICATE_DAYS: z.coerce.number().int().min(1).max(7_300).default(3_650),
    /** How long a request for credentials waits for vending to tell of the meter. */
    METER_WAIT_MS: z.coerce.number().int().min(0).max(30_000).default(5_000),
    /** A token that no meter has answered for is given up after this. */
    TOKEN_DELIVERY_HOURS: z.coerce.number().int().min(1).max(8_760).default(72),
    /** A meter that was not heard of for this long counts as offline. */
    PRESENCE_STALE_MS: z.coerce.number().int().min(1_000).max(604_800_000).default(3_600_000),
    /** Of points as they came, and how old one may be when it comes; what they come to by the hour is kept. */
    RAW_RETENTION_DAYS: z.coerce.number().int().min(60).max(7_300).default(400),
    /** How long an hour rests after a point has come, before it is summed up. */
    READINGS_SETTLE_SECONDS: z.coerce.number().int().min(0).max(86_400).default(10),
    /** Of settled deliveries: by its row a vend is known again, so longer than any topic keeps events. */
    DELIVERIES_RETENTION_DAYS: z.coerce.number().int().min(100).max(3_650).default(400),
    /** Of alarms that somebody has acknowledged. */
    ALARMS_RETENTION_DAYS: z.coerce.number().int().min(1).max(3_650).default(1_095),
    COMMANDS_RETENTION_DAYS: z.coerce.number().int().min(1).max(3_650).default(1_095),
    QUARANTINE_RETENTION_DAYS: z.coerce.number().int().min(1).max(3_650).default(365),
  })
  .transform(({ MQTT_PASSWORD_FILE, BROKER_AUTH_SECRET_FILE, METER_AUTHORITY_CERT_FILE, METER_AUTHORITY_KEY_FILE, ...rest }, context) => {
    const METER_AUTHORITY = authorityOf(METER_AUTHORITY_CERT_FILE, METER_AUTHORITY_KEY_FILE);
    if (METER_AUTHORITY === 'unusable')
      context.addIssue(
        'METER_AUTHORITY_CERT_FILE and METER_AUTHORITY_KEY_FILE are an authority’s certificate and its key, of ECDSA on P-256, in PEM',
      );
    const MQTT_PASSWORD = MQTT_PASSWORD_FILE ?? rest.MQTT_PASSWORD;
    const BROKER_AUTH_SECRET = BROKER_AUTH_SECRET_FILE ?? rest.BROKER_AUTH_SECRET ?? secretOfNobody(rest);
    if (rest.MQTT_DYNAMIC_SECURITY && (rest.MQTT_CLEAN_SESSION || rest.MQTT_CLIENT_ID === undefined))
      context.addIssue(
        'MQTT_DYNAMIC_SECURITY needs MQTT_CLEAN_SESSION=false and a fixed MQTT_CLIENT_ID: mosquitto acknowledges meters itself',
      );
    if (MQTT_PASSWORD === undefined) context.addIssue('set MQTT_PASSWORD or MQTT_PASSWORD_FILE');
    if (BROKER_AUTH_SECRET === undefined) context.addIssue('set BROKER_AUTH_SECRET or BROKER_AUTH_SECRET_FILE');
    if (MQTT_PASSWORD === undefined || BROKER_AUTH_SECRET === undefined || METER_AUTHORITY === 'unusable') return z.NEVER;
    return { ...rest, MQTT_PASSWORD, BROKER_AUTH_SECRET, METER_AUTHORITY };
  });

/** A broker that never asks needs no secret; its door is shut by one that nobody knows. */
const secretOfNobody = ({ MQTT_DYNAMIC_SECURITY }: { readonly MQTT_DYNAMIC_SECURITY: boolean }): string | undefined =>
  MQTT_DYNAMIC_SECURITY ? randomBytes(32).toString('hex') : undefined;

export type TelemetryConfig = Readonly<z.output<typeof schema>>;
export const TELEMETRY_CONFIG = configToken<TelemetryConfig>();

export const loadTelemetryConfig = (env: Environment): TelemetryConfig => parseConfig('telemetry', schema, env);

const prepareMosquittoSchema = z
  .object({
    ...brokerLogin,
    /** Where the plugin keeps its clients and roles: `plugin_opt_config_file`. */
    DYNAMIC_SECURITY_FILE: z.string().min(1),
  })
  .transform(({ MQTT_PASSWORD_FILE, ...rest }, context) => {
    const MQTT_PASSWORD = MQTT_PASSWORD_FILE ?? rest.MQTT_PASSWORD;
    if (MQTT_PASSWORD !== undefined) return { ...rest, MQTT_PASSWORD };
    context.addIssue('set MQTT_PASSWORD or MQTT_PASSWORD_FILE');
    return z.NEVER;
  });

export type PrepareMosquittoConfig = Readonly<z.output<typeof prepareMosquittoSchema>>;

/** Read once, in dynamic-security/prepare-mosquitto-main.ts. */
export const loadPrepareMosquittoConfig = (env: Environment): PrepareMosquittoConfig =>
  parseConfig('prepare mosquitto', prepareMosquittoSchema, env);
