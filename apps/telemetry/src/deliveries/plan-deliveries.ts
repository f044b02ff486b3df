import type { ReceivedEvent } from '@openprepay/contracts/event';
import type { VendCompleted } from '@openprepay/contracts/vending';
import type { Signal } from '@openprepay/pace/signal';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { DeliveryRepository } from './delivery.repository.js';

export interface DeliverySettings {
  /** A token that no meter has answered for is given up after this. */
  readonly lifeHours: number;
}

/** A vend's tokens go to its meter where the meter can be reached at all: it has MQTT credentials. */
export class PlanDeliveries {
  constructor(
    private readonly deliveries: DeliveryRepository,
    private readonly due: Signal,
    private readonly settings: DeliverySettings,
    private readonly clock: Clock,
  ) {}

  /** @param vends of one utility, those of a meter in their order */
  async execute(tx: Tx, vends: readonly ReceivedEvent<typeof VendCompleted>[]): Promise<void> {
    const planned = vends
      .filter(({ data }) => data.tokens.length > 0)
      .map(({ data: { vendId, meterNumber, meterPan, tokens }, traceparent }) => ({
        deliveryId: this.clock.newId(),
        vendId,
        meterNumber,
        meterPan,
        tokens: tokens.map(({ token }) => token),
        traceparent,
      }));
    if (planned.length === 0) return;
    if ((await this.deliveries.insert(tx, planned, this.settings.lifeHours)) > 0) tx.afterCommit(this.due.wake);
  }
}
