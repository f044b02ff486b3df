import type { GatewayConfig } from '../gateway.config.js';
import type { ProxiedService } from './target.js';

export const serviceUrls = (config: GatewayConfig): Readonly<Record<ProxiedService, string>> => ({
  'key-management': config.KEY_MANAGEMENT_URL,
  vending: config.VENDING_URL,
  telemetry: config.TELEMETRY_URL,
  billing: config.BILLING_URL,
});
