import type { Signal } from '@openprepay/pace/signal';
import type { Tx } from '@openprepay/persistence/tx';
import type { DeliveryRepository } from './delivery.repository.js';

/**
 * Sends no more tokens of sales that were taken back and of key changes that were cancelled. One that is on its way to its meter is not called back: what the meter says of it
 * is told as ever.
 */
export class WithdrawDeliveries {
  constructor(
    private readonly deliveries: DeliveryRepository,
    private readonly due: Signal,
  ) {}

  /** Safe to repeat. */
  async execute(tx: Tx, vendIds: readonly string[]): Promise<void> {
    await this.letGo(tx, await this.deliveries.withdraw(tx, vendIds));
  }

  /** As `execute`, whatever waits for these meters. */
  async ofMeters(tx: Tx, meterNumbers: readonly string[]): Promise<void> {
    await this.letGo(tx, await this.deliveries.withdrawOfMeters(tx, meterNumbers));
  }

  private async letGo(tx: Tx, meters: readonly string[]): Promise<void> {
    // what stood behind it may go
    const next = meters.length === 0 ? 0 : await this.deliveries.makeDue(tx, meters);
    if (next > 0) tx.afterCommit(() => this.due.wake());
  }
}
