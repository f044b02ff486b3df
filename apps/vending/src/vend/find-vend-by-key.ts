import type { Principal } from '@openprepay/contracts/identity';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { VendingError } from '../vending-error.js';
import { vendorScope } from '../vendors/vendor-scope.js';
import type { Vend } from './vend.js';
import type { VendRepository } from './vend.repository.js';

export interface VendKeyQuery {
  readonly idempotencyKey: string;
  /** Whose key it is. */
  readonly vendorId?: string | undefined;
}

/** What became of a request. Staff who name no vendor find it whoever sold: "nothing was sold" must be true. */
export class FindVendByKey {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly vends: VendRepository,
  ) {}

  /**
   * @throws {VendingError} `vending.vend_not_found`: nothing was sold, it is safe to try again; `vending.vendor_required`,
   *   `vending.vendor_not_yours`
   */
  async execute(caller: Principal, { idempotencyKey, vendorId }: VendKeyQuery): Promise<Vend> {
    const scope = vendorScope(caller, vendorId);
    const vend = await this.unitOfWork.run(caller.utility, (tx) =>
      scope === undefined ? this.vends.findByKeyOfAnyone(tx, idempotencyKey) : this.vends.findByKey(tx, scope, idempotencyKey),
    );
    if (!vend) throw new VendingError('vending.vend_not_found', 'nothing was sold under this Idempotency-Key; it is safe to try again');
    return vend;
  }
}
