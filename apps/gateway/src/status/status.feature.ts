import type { Feature } from '@openprepay/runtime/feature';
import { Health } from '@openprepay/runtime/health';
import { provide } from '@openprepay/runtime/service';
import { ServicesHealthClient } from '../routing/services-health.client.js';
import { HealthController } from './health.controller.js';
import { ReadHealth } from './read-health.js';

export const status: Feature = {
  controllers: [HealthController],
  providers: [provide(ReadHealth, [Health, ServicesHealthClient])],
};
