import type { Principal } from '@openprepay/contracts/identity';
import type { Messaging } from '@openprepay/messaging/messaging';
import type { ParkedMessage } from '@openprepay/messaging/parked-message';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';

/** One message of the caller's utility, whole. */
export class FindParkedMessage {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly messaging: Messaging,
  ) {}

  /** @throws {MessagingError} `messaging.parked_message_not_found` */
  async execute(caller: Principal, { id }: { readonly id: string }): Promise<ParkedMessage> {
    return this.unitOfWork.run(caller.utility, (tx) => this.messaging.parked.get(tx, id));
  }
}
