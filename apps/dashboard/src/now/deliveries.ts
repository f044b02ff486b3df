import type { FleetAnswer } from '@openprepay/contracts/http/telemetry-fleet';

type Deliveries = FleetAnswer['deliveries'];
export type DeliveryState = Deliveries[number]['state'];

/** In the order in which a token comes by them; the last two are the ways it does not arrive. */
export const DELIVERY_STATES = ['pending', 'accepted', 'rejected', 'expired'] as const satisfies readonly DeliveryState[];

export const deliveriesIn = (deliveries: Deliveries, state: DeliveryState): number =>
  deliveries.reduce((total, of) => (of.state === state ? total + of.count : total), 0);

export interface FunnelStep {
  readonly state: DeliveryState;
  readonly count: number;
  /** Of the longest bar, from 0 to 1. */
  readonly share: number;
}

/** Every state, also those that have none. */
export function funnelOf(deliveries: Deliveries): readonly FunnelStep[] {
  const steps = DELIVERY_STATES.map((state) => ({ state, count: deliveriesIn(deliveries, state) }));
  const most = Math.max(...steps.map(({ count }) => count), 1);
  return steps.map((step) => ({ ...step, share: step.count / most }));
}
