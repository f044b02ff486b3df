import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { VendorRepository } from '../vendors/vendor.repository.js';
import { requireStaff } from '../vendors/vendor-scope.js';
import type { Outlet } from './terminal.js';
import type { TerminalRepository } from './terminal.repository.js';

export interface CreateOutletCommand {
  readonly vendorId: string;
  readonly name: string;
}

export interface CreatedOutlet {
  readonly outlet: Outlet;
  /** True where the vendor had an outlet of the name before: this is it. */
  readonly replayed: boolean;
}

/** A place where a vendor sells, once per name: a form that is sent again opens no second one. */
export class CreateOutlet {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly vendors: VendorRepository,
    private readonly terminals: TerminalRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Safe to repeat.
   * @throws {VendingError} `vending.vendor_unknown`, `vending.staff_required`
   */
  async execute(caller: Principal, { vendorId, name }: CreateOutletCommand): Promise<CreatedOutlet> {
    requireStaff(caller);
    return this.unitOfWork.run(caller.utility, async (tx) => {
      await this.vendors.require(tx, vendorId);
      await this.terminals.lockOutlets(tx, vendorId);
      const earlier = await this.terminals.outletNamed(tx, vendorId, name);
      if (earlier) return { outlet: earlier, replayed: true };
      const outlet: Outlet = { outletId: this.clock.newId(), vendorId, name, createdAt: this.clock.now(), createdBy: caller.username };
      await this.terminals.insertOutlet(tx, outlet);
      return { outlet, replayed: false };
    });
  }
}
