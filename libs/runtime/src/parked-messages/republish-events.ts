import type { Principal } from '@openprepay/contracts/identity';
import type { Messaging } from '@openprepay/messaging/messaging';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';

export interface RepublishEventsCommand {
  readonly from: Date;
  readonly to: Date;
  readonly topic?: string | undefined;
}

/** Has events of the caller's utility sent again that were sent before. */
export class RepublishEvents {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly messaging: Messaging,
  ) {}

  /** @throws {MessagingError} `messaging.outbox_range_gone`, `messaging.outbox_range_too_large` */
  async execute(caller: Principal, command: RepublishEventsCommand): Promise<{ readonly events: number }> {
    const events = await this.unitOfWork.run(caller.utility, (tx) => this.messaging.republish(tx, { ...command, by: caller.username }));
    return { events };
  }
}
