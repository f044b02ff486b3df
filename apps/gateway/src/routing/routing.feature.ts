import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provideBy } from '@openprepay/runtime/service';
import { GATEWAY_CONFIG } from '../gateway.config.js';
import { ServicesHealthClient } from './services-health.client.js';
import { serviceUrls } from './service-urls.js';

export const routing: Feature = {
  providers: [
    provideBy(
      ServicesHealthClient,
      [GATEWAY_CONFIG, CLOCK],
      (config, clock) => new ServicesHealthClient(serviceUrls(config), () => clock.now().getTime()),
    ),
  ],
};
