import { systemClock } from '@openprepay/persistence/clock';
import { bootstrap, type HttpTools, type RunningService } from '@openprepay/runtime/bootstrap';
import type { Logger } from '@openprepay/runtime/logger';
import type { FastifyInstance } from 'fastify';
import type { GatewayConfig } from './gateway.config.js';
import { gatewayErrorStatus } from './gateway-error-status.js';
import { GatewayModule } from './gateway.module.js';
import { addRateLimit } from './limits/rate-limit.js';
import { addSecurityHeaders } from './limits/security-headers.js';
import { addProxy } from './routing/proxy.client.js';
import { serviceUrls } from './routing/service-urls.js';
import { addStatusPage } from './status/status-page.js';
import { StreamHub } from './stream/stream-hub.js';
import { openSigningKeys } from './tokens/signing-keys.js';
import { accessTokensOf } from './tokens/verifier.js';
import { BootstrapAdmin } from './users/bootstrap-admin.js';
import { UserRow } from './users/user.row.js';
import { UtilityRow } from './utilities/utility.row.js';

const CORS_MAX_AGE_SECONDS = 600;

/** Starts the gateway. */
export async function startGateway(config: GatewayConfig, logger?: Logger): Promise<RunningService> {
  const accessTokens = await accessTokensOf(config, await openSigningKeys(config.JWT_SIGNING_KEY_FILE));
  return bootstrap({
    name: 'gateway',
    module: GatewayModule,
    config,
    rows: [UserRow, UtilityRow],
    status: gatewayErrorStatus,
    accessTokens,
    withoutMessaging: true,
    openApiPath: '/api/auth/openapi.json',
    operations: { host: config.OPERATIONS_HOST, port: config.OPERATIONS_PORT },
    onHttp: (fastify, tools) => addEdge(fastify, tools, config),
    ...(config.TRUST_PROXY === undefined ? {} : { trustProxy: config.TRUST_PROXY }),
    ...(logger === undefined ? {} : { logger }),
  });
}

/** Everything that is no controller's: limits, headers, the proxy, the page, the first administrator. */
async function addEdge(fastify: FastifyInstance, { app, sendProblem, accessTokens }: HttpTools, config: GatewayConfig): Promise<void> {
  if (config.CORS_ORIGINS.length > 0) {
    app.enableCors({
      origin: [...config.CORS_ORIGINS],
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      allowedHeaders: ['authorization', 'content-type', 'idempotency-key', 'x-request-id', 'traceparent'],
      exposedHeaders: ['location', 'retry-after', 'x-request-id'],
      maxAge: CORS_MAX_AGE_SECONDS,
    });
  }
  addSecurityHeaders(fastify);
  addRateLimit(fastify, {
    accessTokens,
    perSubject: { perSecond: config.RATE_LIMIT_PER_SECOND, burst: config.RATE_LIMIT_BURST },
    perAddress: { perSecond: config.ANONYMOUS_RATE_LIMIT_PER_SECOND, burst: config.ANONYMOUS_RATE_LIMIT_BURST },
    nowMs: () => systemClock.now().getTime(),
  });
  await addProxy(fastify, { services: serviceUrls(config), sendProblem });
  await addStatusPage(fastify);
  // Closing waits for open requests, and a stream is one that never ends by itself.
  const hub = app.get(StreamHub);
  fastify.addHook('preClose', (done) => {
    hub.stop();
    done();
  });
  await bootstrapAdmin(app.get(BootstrapAdmin), config);
}

async function bootstrapAdmin(create: BootstrapAdmin, config: GatewayConfig): Promise<void> {
  const { BOOTSTRAP_ADMIN_USERNAME: username, BOOTSTRAP_ADMIN_PASSWORD: password } = config;
  if (username === undefined || password === undefined) return;
  await create.execute({
    username,
    password,
    utility: {
      code: config.BOOTSTRAP_UTILITY_CODE,
      name: config.BOOTSTRAP_UTILITY_NAME,
      currency: config.BOOTSTRAP_UTILITY_CURRENCY,
      timeZone: config.BOOTSTRAP_UTILITY_TIME_ZONE,
    },
  });
}
