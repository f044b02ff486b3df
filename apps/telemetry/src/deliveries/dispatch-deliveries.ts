import { TokenRejected } from '@openprepay/contracts/telemetry';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES, inUtility } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { limits } from '../telemetry-limits.js';
import { telemetryMetrics } from '../telemetry-metrics.js';
import { retryDelayMs } from './delivery.js';
import type { DeliveryRepository, OwnedDelivery } from './delivery.repository.js';

/** Where messages to meters go. */
export interface Downlink {
  readonly connected: boolean;
  /** Resolves once the broker has it; rejects while there is no session. */
  publish(topic: string, payload: string): Promise<void>;
}

/**
 * Sends due tokens to connected meters and gives up what has expired. Sending is repeated until the meter gives its verdict:
 * a broker's acknowledgement only says that the broker has the message.
 */
export class DispatchDeliveries {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly deliveries: DeliveryRepository,
    private readonly downlink: Downlink,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** @returns how many deliveries were sent or given up; 0 when there is nothing to do */
  async execute(): Promise<number> {
    const expired = await this.expire();
    if (!this.downlink.connected) return expired;
    const due = await this.take();
    // The meter's own answer counts, so a failure here only means that the next attempt comes later.
    await Promise.allSettled(due.map((delivery) => this.send(delivery)));
    return expired + due.length;
  }

  private take(): Promise<readonly OwnedDelivery[]> {
    return this.unitOfWork.run(ALL_UTILITIES, async (tx) => {
      const now = this.clock.now();
      const due = await this.deliveries.takeDue(tx, now, limits.deliveriesPerRound);
      if (due.length > 0) {
        const next = due.map(({ attempts }) => new Date(now.getTime() + retryDelayMs(attempts + 1)));
        await this.deliveries.postpone(
          tx,
          due.map(({ deliveryId }) => deliveryId),
          next,
        );
      }
      return due;
    });
  }

  private send({ deliveryId, meterNumber, tokens, expiresAt }: OwnedDelivery): Promise<void> {
    return this.downlink.publish(
      `meters/${meterNumber}/tokens`,
      JSON.stringify({ deliveryId, tokens, expiresAt: expiresAt.toISOString() }),
    );
  }

  private expire(): Promise<number> {
    return this.unitOfWork.run(ALL_UTILITIES, async (tx) => {
      const now = this.clock.now();
      const expired = await this.deliveries.takeExpired(tx, now, limits.deliveriesPerRound);
      for (const { utility, deliveryId, vendId, meterNumber, meterPan, verdicts } of expired) {
        await inUtility(tx, utility, async (owned) => {
          await this.deliveries.settle(owned, deliveryId, { state: 'expired', code: 'expired', verdicts, at: now });
          await this.outbox.append(owned, TokenRejected, { deliveryId, vendId, meterNumber, meterPan, rejectedAt: now, code: 'expired' });
        });
      }
      tx.afterCommit(() => telemetryMetrics().deliveries.inc({ state: 'expired' }, expired.length));
      return expired.length;
    });
  }
}
