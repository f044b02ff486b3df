import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide, provideBy } from '@openprepay/runtime/service';
import { GATEWAY_CONFIG } from '../gateway.config.js';
import { SERVICE_URLS } from './service-urls.js';
import { ServicesHealthClient } from './services-health.client.js';

export const routing: Feature = {
  providers: [
    provideBy(SERVICE_URLS, [GATEWAY_CONFIG], (config) => ({
      'key-management': config.KEY_MANAGEMENT_URL,
      vending: config.VENDING_URL,
      telemetry: config.TELEMETRY_URL,
      billing: config.BILLING_URL,
    })),
    provide(ServicesHealthClient, [SERVICE_URLS, CLOCK]),
  ],
};
