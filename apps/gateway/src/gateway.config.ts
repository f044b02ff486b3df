import {
  commaList,
  edgeConfigShape,
  type Environment,
  httpConfigShape,
  parseConfig,
  port,
  serviceConfigShape,
} from '@openprepay/runtime/config';
import { configToken } from '@openprepay/runtime/service';
import { currency, utilityCode } from '@openprepay/contracts/wire';
import { z } from 'zod';

const serviceUrl = z.url({ protocol: /^https?$/ });
const perSecond = z.coerce.number().min(1).max(1_000_000);

const schema = z.object({
  ...httpConfigShape,
  ...edgeConfigShape,
  PORT: port.default(8080),
  DATABASE_URL: serviceConfigShape.DATABASE_URL,
  DATABASE_POOL_SIZE: serviceConfigShape.DATABASE_POOL_SIZE,
  KAFKA_BROKERS: serviceConfigShape.KAFKA_BROKERS,
  KAFKA_PARTITIONS: serviceConfigShape.KAFKA_PARTITIONS,
  KEY_MANAGEMENT_URL: serviceUrl,
  VENDING_URL: serviceUrl,
  TELEMETRY_URL: serviceUrl,
  BILLING_URL: serviceUrl,
  JWT_SIGNING_KEY_FILE: z.string().min(1),
  JWT_ISSUER: serviceConfigShape.JWT_ISSUER,
  JWT_AUDIENCE: serviceConfigShape.JWT_AUDIENCE,
  ACCESS_TOKEN_SECONDS: z.coerce.number().int().min(60).max(86_400).default(3_600),
  /** Somebody else signs users in: their tokens are taken as given, and password sign-in is off. */
  OIDC_ISSUER: serviceUrl.optional(),
  OIDC_JWKS_URL: serviceUrl.optional(),
  OIDC_ALGORITHMS: serviceConfigShape.JWT_ALGORITHMS,
  PASSWORD_MIN_LENGTH: z.coerce.number().int().min(1).max(64).default(8),
  SIGN_IN_FAILURES: z.coerce.number().int().min(1).max(10_000).default(10),
  SIGN_IN_FAILURES_WINDOW_SECONDS: z.coerce.number().int().min(1).max(86_400).default(300),
  RATE_LIMIT_PER_SECOND: perSecond.default(2_000),
  RATE_LIMIT_BURST: perSecond.default(4_000),
  ANONYMOUS_RATE_LIMIT_PER_SECOND: perSecond.default(200),
  ANONYMOUS_RATE_LIMIT_BURST: perSecond.default(400),
  CORS_ORIGINS: commaList.default([]),
  BOOTSTRAP_ADMIN_USERNAME: z.string().min(1).optional(),
  BOOTSTRAP_ADMIN_PASSWORD: z.string().min(1).optional(),
  BOOTSTRAP_UTILITY_CODE: utilityCode.default('main'),
  BOOTSTRAP_UTILITY_NAME: z.string().min(1).default('Main Utility'),
  BOOTSTRAP_UTILITY_CURRENCY: currency.default('USD'),
  BOOTSTRAP_UTILITY_TIME_ZONE: z.string().min(1).default('UTC'),
});

export type GatewayConfig = Readonly<z.output<typeof schema>>;

export const GATEWAY_CONFIG = configToken<GatewayConfig>();

export const loadGatewayConfig = (env: Environment): GatewayConfig => parseConfig('gateway', schema, env);

const signingKeySchema = z.object({ JWT_SIGNING_KEY_FILE: z.string().min(1) });

export const loadSigningKeyFile = (env: Environment): string =>
  parseConfig('gateway key rotation', signingKeySchema, env).JWT_SIGNING_KEY_FILE;
