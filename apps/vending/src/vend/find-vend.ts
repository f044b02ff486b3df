import type { Principal } from '@openprepay/contracts/identity';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { VendingError } from '../vending-error.js';
import { vendorScope } from '../vendors/vendor-scope.js';
import type { Vend } from './vend.js';
import type { VendRepository } from './vend.repository.js';

/** One vend; a vendor's user sees its own only. */
export class FindVend {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly vends: VendRepository,
  ) {}

  /** @throws {VendingError} `vending.vend_not_found`, also for another vendor's; `vending.vendor_required` */
  async execute(caller: Principal, { vendId }: { readonly vendId: string }): Promise<Vend> {
    const scope = vendorScope(caller);
    const vend = await this.unitOfWork.run(caller.utility, (tx) => this.vends.require(tx, vendId));
    if (scope !== undefined && vend.vendorId !== scope) throw new VendingError('vending.vend_not_found', `there is no vend ${vendId}`);
    return vend;
  }
}
