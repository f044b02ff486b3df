import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { Vendor } from '../vendors/vendor.js';
import type { VendorRepository } from '../vendors/vendor.repository.js';
import { vendorScope } from '../vendors/vendor-scope.js';
import type { CommissionRepository } from './commission.repository.js';
import type { ListedCommission, SaidCommission } from './said-commission.js';

export interface VendorCommissions {
  readonly vendor: Vendor;
  readonly page: Page<ListedCommission>;
}

const cursor = cursorOf(z.tuple([z.int().positive()]));

/** What a vendor earns by its sales; a vendor's user sees its own only. */
export class FindCommission {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly vendors: VendorRepository,
    private readonly commissions: CommissionRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} `vending.vendor_unknown`, `vending.vendor_required`, `vending.vendor_not_yours` */
  async current(
    caller: Principal,
    { vendorId }: OfVendor,
  ): Promise<{ readonly vendor: Vendor; readonly said: SaidCommission | undefined }> {
    vendorScope(caller, vendorId); // nobody looks at another vendor
    return this.unitOfWork.run(caller.utility, async (tx) => ({
      vendor: await this.vendors.require(tx, vendorId),
      said: await this.commissions.current(tx, vendorId, this.clock.now()),
    }));
  }

  /** @throws {VendingError} as `current`; {PersistenceError} `request.cursor_invalid` */
  async versions(caller: Principal, { vendorId, limit, ...query }: OfVendor & PageQuery): Promise<VendorCommissions> {
    vendorScope(caller, vendorId);
    const [before] = cursor.read(query.cursor) ?? [];
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const vendor = await this.vendors.require(tx, vendorId);
      const found = await this.commissions.list(tx, vendorId, { before, limit: limit + 1 });
      const { items, ...page } = pageOf(found, limit, ({ version }) => cursor.write([version]));
      const endings = await this.commissions.endings(
        tx,
        vendorId,
        items.map(({ version }) => version),
      );
      return { vendor, page: { ...page, items: items.map((said) => ({ ...said, endedBy: endings.get(said.version) })) } };
    });
  }
}

interface OfVendor {
  readonly vendorId: string;
}
