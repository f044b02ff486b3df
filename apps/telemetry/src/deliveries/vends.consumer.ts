import { VendCompleted } from '@openprepay/contracts/vending';
import { type ConsumerDefinition, consume } from '@openprepay/messaging/consume';
import type { PlanDelivery } from './plan-delivery.js';

/** One delivery per vend, in the order of a meter's vends. */
export const deliverTokensOfVends = (plan: PlanDelivery): ConsumerDefinition =>
  consume(VendCompleted, { group: 'telemetry.deliver-tokens' }, ({ data }, tx) => plan.execute(data, tx));
