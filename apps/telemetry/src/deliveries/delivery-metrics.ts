import { counter } from '@openprepay/runtime/metrics';
import type { DeliveryState } from './delivery.js';

/** How token deliveries have ended since the service started. */
export class DeliveryMetrics {
  private readonly deliveries = counter({
    name: 'telemetry_deliveries_total',
    help: 'Token deliveries settled',
    labelNames: ['state'],
  });

  settled(state: Exclude<DeliveryState, 'pending'>): void {
    this.deliveries.inc({ state });
  }
}
