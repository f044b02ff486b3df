import type { EdgeTools } from '@openprepay/runtime/define-service';
import { CLOCK } from '@openprepay/runtime/service';
import type { FastifyInstance } from 'fastify';
import { GATEWAY_CONFIG, type GatewayConfig } from './gateway.config.js';
import { addRateLimit } from './limits/rate-limit.hook.js';
import { addSecurityHeaders } from './limits/security-headers.hook.js';
import { addProxy } from './routing/proxy.client.js';
import { serviceUrls } from './routing/service-urls.js';
import { addStatusPage } from './status/status-page.hook.js';
import { StreamHub } from './stream/stream-hub.js';
import { BootstrapAdmin } from './users/bootstrap-admin.js';

const CORS_MAX_AGE_SECONDS = 600;

/** Everything that is no controller's: limits, headers, the proxy, the page, the first administrator. */
export async function addEdge(http: FastifyInstance, { app, sendProblem, accessTokens }: EdgeTools): Promise<void> {
  const config = app.get<GatewayConfig>(GATEWAY_CONFIG);
  const clock = app.get(CLOCK);
  if (config.CORS_ORIGINS.length > 0) {
    app.enableCors({
      origin: [...config.CORS_ORIGINS],
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      allowedHeaders: ['authorization', 'content-type', 'idempotency-key', 'x-request-id', 'traceparent'],
      exposedHeaders: ['location', 'retry-after', 'x-request-id'],
      maxAge: CORS_MAX_AGE_SECONDS,
    });
  }
  addSecurityHeaders(http);
  addRateLimit(http, {
    accessTokens,
    perSubject: { perSecond: config.RATE_LIMIT_PER_SECOND, burst: config.RATE_LIMIT_BURST },
    perAddress: { perSecond: config.ANONYMOUS_RATE_LIMIT_PER_SECOND, burst: config.ANONYMOUS_RATE_LIMIT_BURST },
    nowMs: () => clock.now().getTime(),
  });
  await addProxy(http, { services: serviceUrls(config), sendProblem });
  await addStatusPage(http);
  // Closing waits for open requests, and a stream is one that never ends by itself.
  const hub = app.get(StreamHub);
  http.addHook('preClose', (done) => {
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
