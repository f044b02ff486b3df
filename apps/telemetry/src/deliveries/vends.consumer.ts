import { VendCompleted } from '@openprepay/contracts/vending';
import { type ConsumerDefinition, consumeBatch } from '@openprepay/messaging/consume';
import type { PlanDeliveries } from './plan-deliveries.js';

/** One delivery per vend, in the order of a meter's vends. A vend is known again by the row that it left: no inbox beside it. */
export const vendsConsumers = (planDeliveries: PlanDeliveries): readonly ConsumerDefinition[] => [
  consumeBatch(VendCompleted, { group: 'telemetry.deliver-tokens', deduplication: 'natural-key', gatherMs: 100 }, (vends, tx) =>
    planDeliveries.execute(tx, vends),
  ),
];
