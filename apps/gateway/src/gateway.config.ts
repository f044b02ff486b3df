import {
  commaList,
  edgeConfigShape,
  httpsConfigShape,
  httpsOptionsOf,
  type Environment,
  parseConfig,
  port,
  secretFile,
  serviceConfigShape,
} from '@openprepay/runtime/config';
import { configToken } from '@openprepay/runtime/service';
import { username } from '@openprepay/contracts/http/gateway';
import { currency, utilityCode } from '@openprepay/contracts/wire';
import { z } from 'zod';

/** A month. */
const MAX_DELAY_MINUTES = 44_640;
const MAX_SESSION_HOURS = 744;
const serviceUrl = z.url({ protocol: /^https?$/ });
const atOnce = z.coerce.number().int().min(1).max(100_000);
const perSecond = z.coerce.number().min(1).max(1_000_000);

/** The gateway signs tokens itself: it asks nobody for keys. */
const { JWKS_URL: _keys, ...shapeOfServices } = serviceConfigShape;

const variables = z.object({
  ...shapeOfServices,
  ...edgeConfigShape,
  ...httpsConfigShape,
  PORT: port.default(8080),
  KEY_MANAGEMENT_URL: serviceUrl,
  VENDING_URL: serviceUrl,
  TELEMETRY_URL: serviceUrl,
  BILLING_URL: serviceUrl,
  JWT_SIGNING_KEY_FILE: z.string().min(1),
  ACCESS_TOKEN_SECONDS: z.coerce.number().int().min(60).max(86_400).default(3_600),
  /** A browser's session ends when it was not refreshed for so long, */
  SESSION_IDLE_MINUTES: z.coerce.number().int().min(1).max(MAX_DELAY_MINUTES).default(720),
  /** and so long after the sign-in in any case. */
  SESSION_MAX_HOURS: z.coerce.number().int().min(1).max(MAX_SESSION_HOURS).default(168),
  /** Somebody else signs users in: their tokens are taken as given, and password sign-in is off. */
  OIDC_ISSUER: serviceUrl.optional(),
  OIDC_JWKS_URL: serviceUrl.optional(),
  OIDC_ALGORITHMS: serviceConfigShape.JWT_ALGORITHMS,
  PASSWORD_MIN_LENGTH: z.coerce.number().int().min(1).max(64).default(8),
  SIGN_IN_FAILURES: z.coerce.number().int().min(1).max(10_000).default(10),
  SIGN_IN_FAILURES_WINDOW_SECONDS: z.coerce.number().int().min(1).max(86_400).default(300),
  SIGN_IN_RATE_PER_SECOND: perSecond.default(10),
  SIGN_IN_RATE_BURST: perSecond.default(60),
  CONCURRENT_PER_SUBJECT: atOnce.default(128),
  CONCURRENT_PER_UTILITY: atOnce.default(256),
  RATE_LIMIT_PER_SECOND: perSecond.default(2_000),
  RATE_LIMIT_BURST: perSecond.default(4_000),
  ANONYMOUS_RATE_LIMIT_PER_SECOND: perSecond.default(200),
  ANONYMOUS_RATE_LIMIT_BURST: perSecond.default(400),
  /** The installation is not ready before this file is there: whoever sets it up makes it once people can sign in. */
  READY_MARKER_FILE: z.string().min(1).optional(),
  /** Holds what the dashboard was built to; served at `/` where there is an `index.html`. */
  DASHBOARD_DIR: z.string().min(1).optional(),
  CORS_ORIGINS: commaList.default([]),
  BOOTSTRAP_ADMIN_USERNAME: z.string().min(1).optional(),
  BOOTSTRAP_ADMIN_PASSWORD: z.string().min(1).optional(),
  BOOTSTRAP_ADMIN_PASSWORD_FILE: secretFile.optional(),
  /** Who enters keys from the beginning, and a file with one password for all or a line for each: for an installation without users. */
  BOOTSTRAP_CUSTODIANS: commaList.pipe(z.array(username)).default([]),
  BOOTSTRAP_CUSTODIANS_PASSWORD_FILE: z.string().min(1).optional(),
  /** Between the approval of a custodian and the moment it counts from. */
  CUSTODIAN_DELAY_MINUTES: z.coerce.number().int().min(0).max(MAX_DELAY_MINUTES).default(1_440),
  /** For so long nobody else must have had a hand in an account before it is a second person's. */
  SECOND_PERSON_DELAY_MINUTES: z.coerce.number().int().min(0).max(MAX_DELAY_MINUTES).default(1_440),
  BOOTSTRAP_UTILITY_CODE: utilityCode.default('main'),
  BOOTSTRAP_UTILITY_NAME: z.string().min(1).default('Main Utility'),
  BOOTSTRAP_UTILITY_CURRENCY: currency.default('USD'),
  BOOTSTRAP_UTILITY_TIME_ZONE: z.string().min(1).default('UTC'),
});

const schema = variables.transform(({ BOOTSTRAP_ADMIN_PASSWORD_FILE, ...rest }, context) => ({
  ...rest,
  HTTPS: httpsOptionsOf(rest, context),
  BOOTSTRAP_ADMIN_PASSWORD: BOOTSTRAP_ADMIN_PASSWORD_FILE ?? rest.BOOTSTRAP_ADMIN_PASSWORD,
}));

export type GatewayConfig = Readonly<z.output<typeof schema>>;

export const GATEWAY_CONFIG = configToken<GatewayConfig>();

export const loadGatewayConfig = (env: Environment): GatewayConfig => parseConfig('gateway', schema, env);

const signingKeySchema = z.object({ JWT_SIGNING_KEY_FILE: z.string().min(1) });

export const loadSigningKeyFile = (env: Environment): string =>
  parseConfig('gateway key rotation', signingKeySchema, env).JWT_SIGNING_KEY_FILE;
