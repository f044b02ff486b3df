import type { Feature } from '@openprepay/runtime/feature';
import { HealthController } from './health.controller.js';

export const status: Feature = { controllers: [HealthController], providers: [] };
