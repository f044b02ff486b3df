import type { Principal } from '@openprepay/contracts/identity';
import type { Messaging } from '@openprepay/messaging/messaging';
import type { ParkedMessage } from '@openprepay/messaging/parked-message';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';

export interface DiscardCommand {
  readonly id: string;
  readonly reason: string;
}

/** Gives a message up for good. */
export class DiscardParkedMessage {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly messaging: Messaging,
  ) {}

  /** @throws {MessagingError} `messaging.parked_message_not_found`, `messaging.parked_message_settled` */
  async execute(caller: Principal, { id, reason }: DiscardCommand): Promise<ParkedMessage> {
    return this.unitOfWork.run(caller.utility, (tx) => this.messaging.parked.discard(tx, id, { by: caller.username, reason }));
  }
}
