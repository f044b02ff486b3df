import { backoffMs } from '@openprepay/pace/backoff';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Downlink } from '../mqtt/downlink.js';
import { meterTopic } from '../mqtt/meter-topics.js';
import { limits } from '../telemetry-limits.js';
import type { Delivery } from './delivery.js';
import type { DeliveryRepository, DueDelivery, NextAttempt } from './delivery.repository.js';

/**
 * Sends due tokens to connected meters. Sending is repeated until the meter gives its verdict: a broker's acknowledgement
 * only says that the broker has the message. What cannot go sleeps, and is not looked at, until the meter is there or has
 * answered what is before.
 */
export class SendDeliveries {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly deliveries: DeliveryRepository,
    private readonly downlink: Downlink,
  ) {}

  /** @returns how many deliveries were looked at; 0 when there is nothing to do */
  async execute(): Promise<number> {
    if (!this.downlink.connected) return 0;
    const due = await this.take();
    // The meter's own answer counts, so a failure here only means that the next attempt comes later.
    await Promise.allSettled(due.filter(goes).map(({ delivery }) => this.send(delivery)));
    return due.length;
  }

  private take(): Promise<readonly DueDelivery[]> {
    return this.unitOfWork.run(ALL_UTILITIES, async (tx) => {
      const due = await this.deliveries.takeDue(tx, limits.deliveries.perRound);
      if (due.length > 0) await this.deliveries.postpone(tx, due.map(nextAttemptOf));
      return due;
    });
  }

  private send({ deliveryId, meterNumber, tokens, expiresAt }: Delivery): Promise<void> {
    const message = { deliveryId, tokens, expiresAt: expiresAt.toISOString() };
    return this.downlink.publish(meterTopic(meterNumber, 'tokens'), JSON.stringify(message));
  }
}

const goes = ({ connected, reachable, first }: DueDelivery): boolean => connected && reachable && first;

function nextAttemptOf(due: DueDelivery): NextAttempt {
  const { delivery, connected, first, ageMs } = due;
  if (goes(due)) return { delivery, sent: true, afterMs: backoffMs(delivery.attempts, limits.deliveries.retry) };
  // Whoever wakes it may have looked for it before it was stored, and not have said yet that its meter is there or has answered.
  // Mostly that is said a moment later. Each look writes the row anew, so there are two and no more.
  const { secondLookMs, youngMs } = limits.deliveries;
  if (ageMs < youngMs) return { delivery, sent: false, afterMs: ageMs < secondLookMs ? secondLookMs : youngMs };
  // Nobody tells when credentials come back to a meter that is connected all the while.
  return { delivery, sent: false, afterMs: connected && first ? limits.deliveries.retry.limitMs : undefined };
}
