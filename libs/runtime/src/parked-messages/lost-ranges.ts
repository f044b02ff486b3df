import type { Principal } from '@openprepay/contracts/identity';
import { listLostRanges, type LostRange, type LostRangeQuery, settleLostRange } from '@openprepay/messaging/lost-range';
import type { Page } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { DiscardCommand } from './discard-parked-message.js';

/** What this service could not read. It names offsets only, and is every utility's to see: whose messages they were nobody knows. */
export class LostRanges {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** @throws {PersistenceError} `request.cursor_invalid` */
  async find(caller: Principal, query: LostRangeQuery): Promise<Page<LostRange>> {
    return this.unitOfWork.run(caller.utility, (tx) => listLostRanges(tx, query));
  }

  /** @throws {MessagingError} `messaging.lost_range_not_found`, `messaging.lost_range_settled` */
  async settle(caller: Principal, { id, reason }: DiscardCommand): Promise<LostRange> {
    return this.unitOfWork.run(caller.utility, (tx) => settleLostRange(tx, { id, reason, by: `${caller.username}@${caller.utility}` }));
  }
}
