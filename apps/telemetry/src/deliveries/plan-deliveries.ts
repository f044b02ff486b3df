import type { Signal } from '@openprepay/pace/signal';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { Delivery } from './delivery.js';
import type { DeliveryRepository } from './delivery.repository.js';

export interface DeliverySettings {
  /** A token that no meter has answered for is given up after this. */
  readonly lifeHours: number;
}

/** Tokens for a meter; of whatever kind, they go as they are. */
export interface TokensForMeter extends Pick<Delivery, 'vendId' | 'issuedFor' | 'meterNumber' | 'meterPan' | 'tokens' | 'ahead'> {
  readonly traceparent: string | undefined;
}

/** What a vend or an order has made goes to its meter where the meter can be reached at all: it has MQTT credentials, and speaks as this platform does. */
export class PlanDeliveries {
  constructor(
    private readonly deliveries: DeliveryRepository,
    private readonly due: Signal,
    private readonly settings: DeliverySettings,
    private readonly clock: Clock,
  ) {}

  /** @param wanted of one utility, those of a meter in their order */
  async execute(tx: Tx, wanted: readonly TokensForMeter[]): Promise<void> {
    const planned = wanted.filter(({ tokens }) => tokens.length > 0).map((one) => ({ ...one, deliveryId: this.clock.newId() }));
    if (planned.length === 0) return;
    if ((await this.deliveries.insert(tx, planned, this.settings.lifeHours)) > 0) tx.afterCommit(this.due.wake);
  }
}
