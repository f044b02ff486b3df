import type { Principal } from '@openprepay/contracts/identity';
import type { Messaging } from '@openprepay/messaging/messaging';
import type { ParkedMessage } from '@openprepay/messaging/parked-message';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';

/** Has a message tried again, and then what waits behind it. */
export class ReplayParkedMessage {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly messaging: Messaging,
  ) {}

  /** @throws {MessagingError} `messaging.parked_message_not_found`, `messaging.parked_message_held`, `messaging.parked_message_settled` */
  async execute(caller: Principal, { id }: { readonly id: string }): Promise<ParkedMessage> {
    return this.unitOfWork.run(caller.utility, (tx) => this.messaging.parked.replay(tx, id, { by: caller.username }));
  }
}
