import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import { sellerOfTerminal } from '../terminals/terminal.js';
import { vendorScope } from '../vendors/vendor-scope.js';
import type { Batch } from './batch.js';
import type { BatchRepository } from './batch.repository.js';

export interface BatchQuery extends PageQuery {
  readonly state?: 'open' | 'closed' | undefined;
  readonly vendorId?: string | undefined;
  readonly terminalId?: string | undefined;
}

const cursor = cursorOf(z.tuple([z.uuid()]));

/** The batches of the caller's utility, newest first; a vendor's user sees its own vendor's only. */
export class FindBatches {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly batches: BatchRepository,
  ) {}

  /** @throws {VendingError} `vending.vendor_required`, `vending.vendor_not_yours`; {PersistenceError} `request.cursor_invalid` */
  async execute(caller: Principal, { limit, state, terminalId, ...query }: BatchQuery): Promise<Page<Batch>> {
    const vendorId = vendorScope(caller, query.vendorId);
    const [before] = cursor.read(query.cursor) ?? [];
    const till = terminalId === undefined ? undefined : sellerOfTerminal(terminalId);
    const filter = { vendorId, till, state, before, limit: limit + 1 };
    const found = await this.unitOfWork.run(caller.utility, (tx) => this.batches.list(tx, filter));
    return pageOf(found, limit, ({ batchId }) => cursor.write([batchId]));
  }
}
