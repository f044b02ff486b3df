import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import { requireStaff } from '../vendors/vendor-scope.js';
import type { Reversal, ReversalState } from './reversal.js';
import type { ReversalRepository } from './reversal.repository.js';

export interface ReversalQuery extends PageQuery {
  readonly state?: ReversalState | undefined;
  readonly vendId?: string | undefined;
}

const cursor = cursorOf(z.tuple([z.uuid()]));

/** What was reversed at the caller's utility, or waits for a second person, newest first. */
export class FindReversals {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly reversals: ReversalRepository,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid`; {VendingError} `vending.staff_required` */
  async execute(caller: Principal, { state, vendId, limit, ...query }: ReversalQuery): Promise<Page<Reversal>> {
    requireStaff(caller);
    const [before] = cursor.read(query.cursor) ?? [];
    const found = await this.unitOfWork.run(caller.utility, (tx) => this.reversals.list(tx, { state, vendId, before, limit: limit + 1 }));
    return pageOf(found, limit, ({ reversalId }) => cursor.write([reversalId]));
  }
}
