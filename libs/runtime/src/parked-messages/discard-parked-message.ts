import type { Principal } from '@openprepay/contracts/identity';
import type { Messaging } from '@openprepay/messaging/messaging';
import type { ParkedMessage } from '@openprepay/messaging/parked-message';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';

export interface DiscardCommand {
  readonly id: string;
  readonly reason: string;
}

/** Gives a message up for good, or asks a second person to, where it is about money. */
export class DiscardParkedMessage {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly messaging: Messaging,
  ) {}

  /** @throws {MessagingError} `messaging.parked_message_not_found`, `messaging.parked_message_settled`, `messaging.discard_requested` */
  async execute(caller: Principal, { id, reason }: DiscardCommand): Promise<ParkedMessage> {
    const { username: by, subject } = caller;
    return this.unitOfWork.run(caller.utility, (tx) => this.messaging.parked.discard(tx, id, { by, subject, reason }));
  }
}
