import type { Principal } from '@openprepay/contracts/identity';
import type { Messaging } from '@openprepay/messaging/messaging';
import type { DiscardRequest, ParkedMessage } from '@openprepay/messaging/parked-message';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { requireSecondPerson } from '../second-person.js';
import type { DiscardCommand } from './discard-parked-message.js';

/** Decides on what another person has asked to discard. */
export class DecideDiscard {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly messaging: Messaging,
  ) {}

  /**
   * @throws {MessagingError} `messaging.parked_message_not_found`, `messaging.parked_message_settled`,
   *   `messaging.discard_not_requested`
   * @throws {SecondPersonRequired} `messaging.second_person_required`
   */
  async approve(caller: Principal, { id }: { readonly id: string }): Promise<ParkedMessage> {
    const require = ({ requestedSubject: requestedBy, requestedAt }: DiscardRequest): void =>
      requireSecondPerson(caller, { requestedBy, requestedAt }, 'messaging.second_person_required');
    return this.unitOfWork.run(caller.utility, (tx) => this.messaging.parked.approveDiscard(tx, id, { by: caller.username, require }));
  }

  /**
   * @throws {MessagingError} `messaging.parked_message_not_found`, `messaging.parked_message_settled`,
   *   `messaging.discard_not_requested`
   */
  async refuse(caller: Principal, { id, reason }: DiscardCommand): Promise<ParkedMessage> {
    return this.unitOfWork.run(caller.utility, (tx) => this.messaging.parked.refuseDiscard(tx, id, { by: caller.username, reason }));
  }
}
