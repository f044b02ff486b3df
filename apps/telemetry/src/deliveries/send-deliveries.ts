import { backoffMs } from '@openprepay/pace/backoff';
import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Downlink } from '../mqtt/downlink.js';
import { meterTopic } from '../mqtt/meter-topics.js';
import { limits } from '../telemetry-limits.js';
import type { Delivery } from './delivery.js';
import type { DeliveryRepository } from './delivery.repository.js';

/**
 * Sends due tokens to connected meters. Sending is repeated until the meter gives its verdict: a broker's acknowledgement
 * only says that the broker has the message.
 */
export class SendDeliveries {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly deliveries: DeliveryRepository,
    private readonly downlink: Downlink,
    private readonly clock: Clock,
  ) {}

  /** @returns how many deliveries were sent; 0 when there is nothing to do */
  async execute(): Promise<number> {
    if (!this.downlink.connected) return 0;
    const due = await this.take();
    // The meter's own answer counts, so a failure here only means that the next attempt comes later.
    await Promise.allSettled(due.map((delivery) => this.send(delivery)));
    return due.length;
  }

  private take(): Promise<readonly Delivery[]> {
    return this.unitOfWork.run(ALL_UTILITIES, async (tx) => {
      const now = this.clock.now().getTime();
      const due = await this.deliveries.takeDue(tx, new Date(now), limits.deliveries.perRound);
      const next = due.map((delivery) => ({ delivery, at: new Date(now + backoffMs(delivery.attempts, limits.deliveries.retry)) }));
      if (due.length > 0) await this.deliveries.postpone(tx, next);
      return due;
    });
  }

  private send({ deliveryId, meterNumber, tokens, expiresAt }: Delivery): Promise<void> {
    const message = { deliveryId, tokens, expiresAt: expiresAt.toISOString() };
    return this.downlink.publish(meterTopic(meterNumber, 'tokens'), JSON.stringify(message));
  }
}
