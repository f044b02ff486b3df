import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { FloatRepository } from './float.repository.js';
import type { Movement } from './movement.js';
import { vendorScope } from './vendor-scope.js';
import type { Vendor } from './vendor.js';
import type { VendorRepository } from './vendor.repository.js';

export interface MovementQuery extends PageQuery {
  readonly vendorId: string;
}

export interface VendorMovements {
  readonly vendor: Vendor;
  readonly page: Page<Movement>;
}

const cursor = cursorOf(z.tuple([z.string().regex(/^[1-9]\d{0,17}$/)]));

/** What made a float what it is, newest first; a vendor's user sees its own only. */
export class FindMovements {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly vendors: VendorRepository,
    private readonly floats: FloatRepository,
  ) {}

  /**
   * @throws {VendingError} `vending.vendor_unknown`, `vending.vendor_required`, `vending.vendor_not_yours`;
   *   {PersistenceError} `request.cursor_invalid`
   */
  async execute(caller: Principal, { vendorId, limit, ...query }: MovementQuery): Promise<VendorMovements> {
    vendorScope(caller, vendorId); // nobody looks at another vendor
    const [before] = cursor.read(query.cursor) ?? [];
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const vendor = await this.vendors.require(tx, vendorId);
      const found = await this.floats.movements(tx, vendorId, { before, limit: limit + 1 });
      return { vendor, page: pageOf(found, limit, ({ position }) => cursor.write([position.toString()])) };
    });
  }
}
