import type { Principal } from '@openprepay/contracts/identity';
import type { Messaging } from '@openprepay/messaging/messaging';
import type { ParkedListOptions, ParkedSummary } from '@openprepay/messaging/parked-message';
import type { Page } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';

/** What could not be handled or sent of the caller's utility, newest first. */
export class FindParkedMessages {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly messaging: Messaging,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid` */
  async execute(caller: Principal, query: ParkedListOptions): Promise<Page<ParkedSummary>> {
    return this.unitOfWork.run(caller.utility, (tx) => this.messaging.parked.list(tx, query));
  }
}
