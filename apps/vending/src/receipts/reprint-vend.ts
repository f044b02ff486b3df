import type { Principal } from '@openprepay/contracts/identity';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { type CompletedVend, requireCompleted } from '../vend/vend.js';
import type { VendRepository } from '../vend/vend.repository.js';
import { VendingError } from '../vending-error.js';
import { vendorScope } from '../vendors/vendor-scope.js';

/** Hands a completed vend out once more, tokens and all, and counts it. Nothing is sold. */
export class ReprintVend {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly vends: VendRepository,
  ) {}

  /** @throws {VendingError} `vending.vend_not_found`, also for another vendor's; `vending.vend_not_completed`, `vending.vendor_required` */
  async execute(caller: Principal, { vendId }: { readonly vendId: string }): Promise<CompletedVend> {
    const scope = vendorScope(caller);
    return this.unitOfWork.run(caller.utility, async (tx) => {
      // locked: what is being taken back is not handed out meanwhile
      const [vend] = await this.vends.lockAll(tx, [vendId]);
      if (!vend || (scope !== undefined && vend.vendorId !== scope)) {
        throw new VendingError('vending.vend_not_found', `there is no vend ${vendId}`);
      }
      const reprinted = { ...requireCompleted(vend), reprints: vend.reprints + 1 };
      await this.vends.countReprint(tx, reprinted);
      return reprinted;
    });
  }
}
