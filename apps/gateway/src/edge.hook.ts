import type { EdgeTools } from '@openprepay/runtime/define-service';
import { CLOCK } from '@openprepay/runtime/service';
import type { FastifyInstance } from 'fastify';
import { DASHBOARD } from './dashboard/dashboard.feature.js';
import { addDashboard } from './dashboard/dashboard.hook.js';
import { addCors } from './limits/cors.hook.js';
import { addInFlightLimit } from './limits/in-flight.hook.js';
import { LIMITS } from './limits/limits.feature.js';
import { addRateLimit } from './limits/rate-limit.hook.js';
import { addSecurityHeaders } from './limits/security-headers.hook.js';
import { addProxy } from './routing/proxy.client.js';
import { SERVICE_URLS } from './routing/service-urls.js';
import { addAsking } from './sessions/asking.hook.js';
import { addStatusPage } from './status/status-page.hook.js';
import { endStreamsBeforeClose } from './stream/stream-end.hook.js';
import { StreamHub } from './stream/stream-hub.js';
import { VouchForCertificate } from './tokens/vouch-for-certificate.js';

/** Everything that is no controller's: limits, headers, the proxy, the page. */
export async function addEdge(http: FastifyInstance, { app, sendProblem, accessTokens }: EdgeTools): Promise<void> {
  const { corsOrigins, inFlight, hasPlainPort, ...rateLimits } = app.get(LIMITS);
  const clock = app.get(CLOCK);
  addCors(app, corsOrigins);
  addSecurityHeaders(http, { hasPlainPort });
  addAsking(http, accessTokens);
  addRateLimit(http, { ...rateLimits, nowMs: () => clock.now().getTime() });
  addInFlightLimit(http, inFlight);
  await addProxy(http, { services: app.get(SERVICE_URLS), vouch: app.get(VouchForCertificate), sendProblem });
  const { files } = app.get(DASHBOARD);
  if (files === undefined) await addStatusPage(http);
  else addDashboard(http, files);
  endStreamsBeforeClose(http, app.get(StreamHub));
}
