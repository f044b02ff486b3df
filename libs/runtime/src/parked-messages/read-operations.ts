import type { OperationsAnswer } from '@openprepay/contracts/http/parked-messages';
import type { Principal } from '@openprepay/contracts/identity';
import type { Messaging } from '@openprepay/messaging/messaging';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { VERSION } from '../version.js';

/** How far the service is behind. What is not the caller's own is told as a number and nothing else. */
export class ReadOperations {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly messaging: Messaging,
  ) {}

  async execute(caller: Principal): Promise<OperationsAnswer> {
    const parkedMessages = await this.unitOfWork.run(caller.utility, (tx) => this.messaging.parked.countWaiting(tx));
    const { outbox, consumers, lostRanges } = this.messaging.health();
    return {
      version: VERSION,
      outbox: { waiting: outbox.depth, oldestAgeMs: outbox.oldestAgeMs },
      consumers: consumers.map(({ group, running, lastPollAgeMs }) => ({
        group,
        running,
        lag: this.lagOf(group),
        lastPollAgeMs: Math.round(lastPollAgeMs),
      })),
      parkedMessages,
      lostRanges,
    };
  }

  private lagOf(group: string): number {
    return this.messaging.lag().reduce((total, one) => (one.group === group ? total + one.lag : total), 0);
  }
}
