import type { Feature } from '@openprepay/runtime/feature';
import { Health } from '@openprepay/runtime/health';
import { provide, provideBy, token } from '@openprepay/runtime/service';
import { GATEWAY_CONFIG } from '../gateway.config.js';
import { ServicesHealthClient } from '../routing/services-health.client.js';
import { HealthController } from './health.controller.js';
import { ReadHealth, type ReadinessSettings } from './read-health.js';

const READINESS = token<ReadinessSettings>('readiness settings');

export const status: Feature = {
  controllers: [HealthController],
  providers: [
    provideBy(READINESS, [GATEWAY_CONFIG], (config) => ({ markerFile: config.READY_MARKER_FILE })),
    provide(ReadHealth, [Health, ServicesHealthClient, READINESS]),
  ],
};
