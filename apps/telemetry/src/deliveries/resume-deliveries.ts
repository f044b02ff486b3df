import type { Signal } from '@openprepay/pace/signal';
import type { Tx } from '@openprepay/persistence/tx';
import type { DeliveryRepository } from './delivery.repository.js';

/** Meters are there, and their state says so: what waits for them is sent at once, and not when its next attempt would come. */
export class ResumeDeliveries {
  constructor(
    private readonly deliveries: DeliveryRepository,
    private readonly due: Signal,
  ) {}

  async execute(tx: Tx, meterNumbers: readonly string[]): Promise<void> {
    await this.deliveries.awaitPlanned(tx, meterNumbers);
    const resumed = await this.deliveries.makeDue(tx, meterNumbers);
    if (resumed > 0) tx.afterCommit(this.due.wake);
  }
}
