import type { Feature } from '@openprepay/runtime/feature';
import { provideBy, token } from '@openprepay/runtime/service';
import { GATEWAY_CONFIG } from '../gateway.config.js';
import type { InFlightLimits } from './in-flight.hook.js';
import type { RateLimits } from './rate-limit.hook.js';

interface LimitSettings extends RateLimits {
  readonly inFlight: InFlightLimits;
  /** Origins whose pages may call. */
  readonly corsOrigins: readonly string[];
  /** Whether it is reached without TLS, too. */
  readonly hasPlainPort: boolean;
}

export const LIMITS = token<LimitSettings>('limits at the edge');

export const limits: Feature = {
  providers: [
    provideBy(LIMITS, [GATEWAY_CONFIG], (config) => ({
      perSubject: { perSecond: config.RATE_LIMIT_PER_SECOND, burst: config.RATE_LIMIT_BURST },
      perAddress: { perSecond: config.ANONYMOUS_RATE_LIMIT_PER_SECOND, burst: config.ANONYMOUS_RATE_LIMIT_BURST },
      inFlight: { perSubject: config.CONCURRENT_PER_SUBJECT, perUtility: config.CONCURRENT_PER_UTILITY },
      corsOrigins: config.CORS_ORIGINS,
      hasPlainPort: config.HTTP_PLAIN,
    })),
  ],
};
