import { VendCompleted } from '@openprepay/contracts/vending';
import { type ConsumerDefinition, consume } from '@openprepay/messaging/consume';
import type { PlanDelivery } from './plan-delivery.js';

/** One delivery per vend, in the order of a meter's vends. */
export const vendsConsumers = (planDelivery: PlanDelivery): readonly ConsumerDefinition[] => [
  consume(VendCompleted, { group: 'telemetry.deliver-tokens' }, (event, tx) => planDelivery.execute(tx, event)),
];
