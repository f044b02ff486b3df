import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import { vendorScope } from './vendor-scope.js';
import type { Vendor } from './vendor.js';
import type { VendorRepository } from './vendor.repository.js';

const cursor = cursorOf(z.tuple([z.uuid()]));

/** The vendors of the caller's utility in the order of their creation; a vendor's user sees its own only. */
export class FindVendors {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly vendors: VendorRepository,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid`; {VendingError} `vending.vendor_required`, `vending.vendor_unknown` */
  async execute(caller: Principal, { limit, ...query }: PageQuery): Promise<Page<Vendor>> {
    const scope = vendorScope(caller);
    const [after] = cursor.read(query.cursor) ?? [];
    return this.unitOfWork.run(caller.utility, async (tx) => {
      if (scope !== undefined) return { items: [await this.vendors.require(tx, scope)] };
      const found = await this.vendors.list(tx, { after, limit: limit + 1 });
      return pageOf(found, limit, ({ vendorId }) => cursor.write([vendorId]));
    });
  }
}
