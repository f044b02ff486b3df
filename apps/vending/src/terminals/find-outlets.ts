import { MAX_TERMINALS_SHOWN } from '@openprepay/contracts/http/vending-terminals';
import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import { vendorScope } from '../vendors/vendor-scope.js';
import type { VendorRepository } from '../vendors/vendor.repository.js';
import type { Outlet, Terminal } from './terminal.js';
import type { TerminalRepository } from './terminal.repository.js';

export interface OutletQuery extends PageQuery {
  readonly vendorId: string;
}

export interface OutletWithTerminals {
  readonly outlet: Outlet;
  /** Those that were set up first. */
  readonly terminals: readonly Terminal[];
}

const cursor = cursorOf(z.tuple([z.uuid()]));

/** Where a vendor sells, and its tills there; a vendor's user sees its own only. */
export class FindOutlets {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly vendors: VendorRepository,
    private readonly terminals: TerminalRepository,
  ) {}

  /**
   * @throws {VendingError} `vending.vendor_unknown`, `vending.vendor_required`, `vending.vendor_not_yours`;
   *   {PersistenceError} `request.cursor_invalid`
   */
  async execute(caller: Principal, { vendorId, limit, ...query }: OutletQuery): Promise<Page<OutletWithTerminals>> {
    vendorScope(caller, vendorId); // nobody looks at another vendor
    const [after] = cursor.read(query.cursor) ?? [];
    return this.unitOfWork.run(caller.utility, async (tx) => {
      await this.vendors.require(tx, vendorId);
      const found = await this.terminals.listOutlets(tx, { vendorId, after, limit: limit + 1 });
      const page = pageOf(found, limit, ({ outletId }) => cursor.write([outletId]));
      const ids = page.items.map(({ outletId }) => outletId);
      const terminals = await this.terminals.ofOutlets(tx, ids, MAX_TERMINALS_SHOWN);
      const items = page.items.map((outlet) => ({ outlet, terminals: terminals.filter(({ outletId }) => outletId === outlet.outletId) }));
      return { ...page, items };
    });
  }
}
